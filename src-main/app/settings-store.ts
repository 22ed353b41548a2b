// The player's settings: read once at start, written whole and atomically.
import { readFile, rename } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Settings } from '../../src-shared/app-bridge.ts';
import { defaultAppearance } from '../../src-shared/appearance.ts';
import { appearanceSchema, languageChoiceSchema } from '../../src-shared/appearance-schema.ts';
import { transferLimitsSchema } from '../../src-shared/peer-command-schema.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { defaultNetworkSettings } from '../../src-shared/network-settings.ts';
import { defaultSystemSettings } from '../../src-shared/system-settings.ts';
import { defaultLimits } from '../../src-shared/transfer-limits.ts';
import { writeFileAtomic } from '../peer/disk/atomic-write.ts';
import { settingsName } from '../peer/disk/names.ts';
import { realDisk } from '../peer/disk/real-disk.ts';
import type { Log } from '../peer/edge/log.ts';
import { checkPlayerName, tidyPlayerName } from './check-settings.ts';
import { networkSettingsSchema } from './network-settings-schema.ts';
import { systemSettingsSchema } from './system-settings-schema.ts';

export interface SettingsStore {
  /** What is in force: saved values, unless this run overrides them. */
  get: () => Settings;
  /** What holds where nothing was chosen. */
  defaults: () => Settings;
  /** Writes the given values to disk; they end the override of the same name. Throws PeerError `bad-state`. */
  save: (change: Partial<Settings>) => Promise<void>;
}

export interface SettingsOptions {
  stateDir: string;
  /** Holds for this run only and is never written. */
  overrides?: Partial<Settings>;
  log: Log;
}

const fileSchema = z.object({
  playerName: z.string().transform(checkPlayerName).optional(),
  gameDir: z.string().min(1).nullable().optional(),
  limits: transferLimitsSchema.optional(),
  // A look that another version knows is no reason to lose name and folder.
  language: languageChoiceSchema.optional().catch(undefined),
  appearance: appearanceSchema.optional().catch(undefined),
  // What another version does not know is left to the defaults.
  system: systemSettingsSchema.partial().strip().optional(),
  network: networkSettingsSchema.partial().strip().optional(),
});

type Saved = z.infer<typeof fileSchema>;

/** A file that cannot be understood is kept aside as `.corrupt`, and the defaults are used. */
export async function openSettings({ stateDir, overrides = {}, log }: SettingsOptions): Promise<SettingsStore> {
  const file = join(stateDir, settingsName);
  let saved = await readSaved(file, log);
  let forced: Partial<Settings> = { ...overrides };
  const defaults: Settings = {
    playerName: tidyPlayerName(readUserName()),
    gameDir: null,
    limits: defaultLimits,
    language: 'system',
    appearance: defaultAppearance,
    system: defaultSystemSettings,
    network: defaultNetworkSettings,
  };
  return {
    defaults: () => defaults,
    get: () => ({
      ...defaults,
      ...dropUndefined(saved),
      system: { ...defaultSystemSettings, ...dropUndefined(saved.system ?? {}) },
      network: { ...defaultNetworkSettings, ...dropUndefined(saved.network ?? {}) },
      ...forced,
    }),
    save: async (change) => {
      const next = { ...saved, ...change };
      await writeSaved(file, next);
      saved = next;
      forced = Object.fromEntries(Object.entries(forced).filter(([key]) => !Object.hasOwn(change, key)));
    },
  };
}

async function readSaved(file: string, log: Log): Promise<Saved> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new PeerError('bad-state', `The settings ${file} cannot be read.`, 'Check the permissions of this file.', {
      cause: error,
    });
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    await rename(file, `${file}.corrupt`);
    log('warn', `The settings were damaged; they were kept as ${file}.corrupt and the defaults are used.`);
    return {};
  }
}

async function writeSaved(file: string, saved: Saved): Promise<void> {
  try {
    await realDisk.makeDirs(dirname(file));
    await writeFileAtomic(realDisk, file, `${JSON.stringify(saved, null, 2)}\n`);
  } catch (error) {
    throw new PeerError('bad-state', 'The settings could not be saved.', `Check the disk that holds ${file}.`, {
      cause: error,
    });
  }
}

function readUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function dropUndefined<T extends object>(saved: T): Given<T> {
  return Object.fromEntries(Object.entries(saved).filter(([, value]) => value !== undefined)) as Given<T>;
}
