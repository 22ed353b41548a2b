// Opens one file of a served game for reading, so that nothing outside the game root can ever be reached.
import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { litterNames, reservedRootNames } from '../disk/names.ts';

/** `file` is relative with `/` and already parsed as safe. Throws `request-refused` when it must not be served. */
export async function openGameFile(gameDir: string, gameId: string, file: string): Promise<FileHandle> {
  const [top = '', ...below] = file.toLowerCase().split('/');
  const litter = litterNames.includes(below.at(-1) ?? top);
  if (reservedRootNames.includes(top) || litter) throw refused(file, 'is not part of the game');
  const root = path.join(gameDir, gameId);
  const target = path.join(root, file);
  try {
    // A link anywhere on the way would show as a different real path.
    if ((await realpath(target)) !== path.join(await realpath(gameDir), gameId, file)) {
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
