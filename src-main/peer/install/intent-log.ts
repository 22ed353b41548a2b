// The note of what is being changed in a game root, written before and after every step of it.
import { dirname } from 'node:path';
import { z } from 'zod';
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import type { Log } from '../edge/log.ts';
import { writeFileAtomic } from '../disk/atomic-write.ts';
import type { Disk } from '../disk/disk.ts';
import { errorCodeOf } from '../disk/error-code.ts';
import { gameStatePaths, makeGameStateDir } from '../disk/state-dir.ts';
import type { IntentKind } from '../rules/recovery-action.ts';

/** `prepared`: nothing renamed yet. `retired`: `local/` is the backup. `promoted`: staging is `local/`. */
export type IntentStep = 'prepared' | 'staged' | 'retired' | 'promoted';

export interface Intent {
  kind: Exclude<IntentKind, 'None'>;
  gameId: GameId;
  /** null where there is none to name: when uninstalling. */
  version: GameVersion | null;
  step: IntentStep;
  /** The game root that is meant, absolute: the games folder may be another one at the next start. */
  root: string;
  /** The root was not there before: when nothing comes of it, an empty one goes again. */
  madeRoot?: boolean | undefined;
}

const intentSchema = z.object({
  kind: z.enum(['Installing', 'Updating', 'Uninstalling', 'UninstallingKeepingFiles']),
  gameId: z.string(),
  version: z.string().nullable(),
  step: z.enum(['prepared', 'staged', 'retired', 'promoted']),
  root: z.string(),
  madeRoot: z.boolean().optional(),
});

export interface IntentPlace {
  disk: Disk;
  stateDir: string;
  gameId: GameId;
  log: Log;
}

/** null = None. A note that cannot be read or is another game's counts as None and is kept aside as `.corrupt`. */
export async function readIntent({ disk, stateDir, gameId, log }: IntentPlace): Promise<Intent | null> {
  const path = gameStatePaths(stateDir, gameId).intent;
  const text = await readIfThere(disk, path);
  if (text === null) return null;
  const intent = parseIntent(text);
  if (intent?.gameId === gameId) return intent;
  log('warn', `${path} is damaged or of another game; it is kept as ${path}.corrupt and ignored.`);
  await disk.rename(path, `${path}.corrupt`);
  await disk.syncDir(dirname(path));
  return null;
}

export async function writeIntent({ disk, stateDir }: IntentPlace, intent: Intent): Promise<void> {
  const { intent: path } = await makeGameStateDir(disk, stateDir, intent.gameId);
  await writeFileAtomic(disk, path, `${JSON.stringify(intent)}\n`);
}

/** Back to None. */
export async function clearIntent({ disk, stateDir, gameId }: IntentPlace): Promise<void> {
  const { intent, dir } = gameStatePaths(stateDir, gameId);
  await disk.removeFile(intent);
  await disk.syncDir(dir);
}

async function readIfThere(disk: Disk, path: string): Promise<string | null> {
  try {
    return await disk.readText(path);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function parseIntent(text: string): Intent | null {
  try {
    return intentSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
