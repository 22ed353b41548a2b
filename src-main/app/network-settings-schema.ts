// Port and room as they come from a window or the settings file.
import { z } from 'zod';
import { highestPort, lowestPort, type NetworkSettings } from '../../src-shared/network-settings.ts';

const longestPath = 4096;
const portRange = { error: `must be a whole number from ${lowestPort} to ${highestPort}` };

export const networkSettingsSchema = z.strictObject({
  port: z.int(portRange).min(lowestPort, portRange).max(highestPort, portRange).nullable(),
  roomDir: z
    .string({ error: 'must be a path' })
    .min(1, { error: 'must be a path' })
    .max(longestPath, { error: 'is too long' })
    .nullable(),
} satisfies Record<keyof NetworkSettings, unknown>);
