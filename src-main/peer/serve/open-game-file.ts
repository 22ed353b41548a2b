// Opens one file of a game for reading, so that nothing outside the game root can ever be reached.
import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { litterNames, reservedRootNames } from '../disk/names.ts';

/** A served game's. `file` is relative with `/` and already parsed as safe. Throws `request-refused` when it must not be served. */
export async function openGameFile(gameDir: string, gameId: string, file: string): Promise<FileHandle> {
  const [top = '', ...below] = file.toLowerCase().split('/');
  const litter = litterNames.includes(below.at(-1) ?? top);
  if (reservedRootNames.includes(top) || litter) throw refused(file, 'is not part of the game');
  return openWithin(gameDir, gameId, path.join(gameDir, gameId, file), file);
}

/** A running download's: `target` is where it lies, `file` what it is called. Throws `request-refused` as above. */
export async function openPartialFile(
  gameDir: string,
  gameId: string,
  target: string,
  file: string,
): Promise<FileHandle> {
  const [top] = path.relative(gameDir, target).split(path.sep);
  if (top !== gameId) throw refused(file, 'lies outside the game');
  return openWithin(gameDir, gameId, target, file);
}

async function openWithin(gameDir: string, gameId: string, target: string, file: string): Promise<FileHandle> {
  try {
    const [real, realGameDir] = await Promise.all([realpath(target), realpath(gameDir)]);
    // A link anywhere on the way would show as a different real path.
    if (real !== path.join(realGameDir, gameId, path.relative(path.join(gameDir, gameId), target))) {
      throw refused(file, 'is reached through a link');
    }
    return await openRegular(target, file);
  } catch (error) {
    if (error instanceof PeerError) throw error;
    throw refused(file, 'cannot be read here', error);
  }
}

async function openRegular(target: string, file: string): Promise<FileHandle> {
  const handle = await open(target, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw refused(file, 'is no regular file');
}

function refused(file: string, why: string, cause?: unknown): PeerError {
  return new PeerError('request-refused', `${file} ${why}.`, undefined, { cause });
}
