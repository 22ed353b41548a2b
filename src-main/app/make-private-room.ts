// Makes a private room for a window, and says why where it cannot.
import { isAbsolute, resolve } from 'node:path';
import { PeerError } from '../../src-shared/peer-error.ts';
import { makeRoom } from '../peer/room/make-room.ts';
import { describeFolderError } from './game-dir-info.ts';

/** Answers the folder. Throws PeerError `bad-settings`; a room that is there is never replaced. */
export async function makePrivateRoom(path: string): Promise<string> {
  if (!isAbsolute(path)) {
    throw new PeerError('bad-settings', `"${path}" is not a full path.`, 'Choose a folder for the new room.');
  }
  const folder = resolve(path);
  try {
    await makeRoom(folder);
    return folder;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') {
      const hint = 'Save to use it, or choose another folder for a new one.';
      throw new PeerError('bad-settings', `There is a room in ${folder} already.`, hint, { cause });
    }
    const hint = 'Choose another folder for the new room.';
    throw new PeerError('bad-settings', `${folder}: ${describeFolderError(cause)}`, hint, { cause });
  }
}
