// The choices about tray, notifications and start as they come from a window or the settings file.
import { z } from 'zod';
import type { SystemSettings } from '../../src-shared/system-settings.ts';

const choice = z.boolean({ error: 'must be true or false' });

export const systemSettingsSchema = z.strictObject({
  closeToTray: choice,
  notifications: choice,
  startHidden: choice,
} satisfies Record<keyof SystemSettings, typeof choice>);
