// Makes a private room: a fresh certificate authority in a folder.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { roomCertFileName, roomKeyFileName } from './identity.ts';

/** Writes both files of a room; throws EEXIST rather than replace either, and then leaves none of its own. */
export async function makeRoom(folder: string): Promise<void> {
  const { createRoomCa } = await import('./certificates.ts'); // 9 MB that hardly anybody needs
  const room = await createRoomCa('lanspread room');
  const keyPath = join(folder, roomKeyFileName);
  await mkdir(folder, { recursive: true });
  // The key first: a certificate whose key was refused would be of no use.
  await writeFile(keyPath, room.caKeyPem, { flag: 'wx', mode: 0o600 });
  try {
    await writeFile(join(folder, roomCertFileName), room.caCertPem, { flag: 'wx' });
  } catch (error) {
    await rm(keyPath, { force: true });
    throw error;
  }
}
