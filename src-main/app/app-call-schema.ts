// Parses a window's call: its name, and its input by that name.
import { z } from 'zod';
import type { AppCalls, CallName } from '../../src-shared/app-bridge.ts';
import { appearanceSchema, languageChoiceSchema } from '../../src-shared/appearance-schema.ts';
import {
  describeIssue,
  gameIdSchema,
  parsePeerCommand,
  transferLimitsSchema,
} from '../../src-shared/peer-command-schema.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { networkSettingsSchema } from './network-settings-schema.ts';
import { systemSettingsSchema } from './system-settings-schema.ts';

/** One parsed call; a switch over `name` knows the input. */
export type AppCall = { [K in CallName]: { name: K; input: AppCalls[K]['input'] } }[CallName];

const longestPath = 4096;

const noInput = z.custom<undefined>((input) => input === undefined, { error: 'it takes no input' });
const onGame = z.strictObject({ gameId: gameIdSchema });
const path = z.string({ error: 'must be a path' }).max(longestPath, { error: 'is too long' });

const inputSchemas: { [K in CallName]: z.ZodType<AppCalls[K]['input']> } = {
  'get-snapshot': noInput,
  'send-command': z.unknown().transform(parsePeerCommand),
  'save-settings': z
    .strictObject({
      playerName: z.string({ error: 'must be a text' }).max(1000, { error: 'is too long' }),
      gameDir: path.nullable(),
      limits: transferLimitsSchema,
      language: languageChoiceSchema,
      appearance: appearanceSchema,
      system: systemSettingsSchema,
      network: networkSettingsSchema,
    })
    .partial() as z.ZodType<AppCalls['save-settings']['input']>,
  'read-game-dir': noInput,
  'choose-folder': noInput,
  'list-folders': z.strictObject({ path: path.nullable() }),
  'make-room': z.strictObject({ path: path.nullable() }),
  'play-game': onGame,
  'start-server': onGame,
  'stop-game': z.strictObject({
    gameId: gameIdSchema,
    kind: z.enum(['game', 'server'], { error: 'must be game or server' }),
  }),
  'find-scripts': onGame,
  'open-game-folder': onGame,
  'run-doctor': noInput,
  'clear-finished': noInput,
  'unpack-log': noInput,
  'read-log': z.strictObject({ afterSeq: z.int({ error: 'must be a whole number' }).nonnegative() }),
  'save-diagnostics': noInput,
};

/** Throws PeerError `invalid-command` that names the wrong field. */
export function parseAppCall(name: string, input: unknown): AppCall {
  if (!Object.hasOwn(inputSchemas, name)) {
    throw new PeerError('invalid-command', `There is no call named "${name}".`, 'Reload the window.');
  }
  const known = name as CallName;
  const parsed = inputSchemas[known].safeParse(input);
  if (parsed.success) return { name: known, input: parsed.data } as AppCall;
  throw new PeerError('invalid-command', describeIssue(parsed.error, `The call "${name}"`), 'Reload the window.');
}
