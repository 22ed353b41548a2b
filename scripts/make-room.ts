// Makes a private room: a fresh certificate authority in a folder. Usage: make-room.ts <folder>
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createRoomCa } from '../src-main/peer/room/certificates.ts';
import { roomCertFileName, roomKeyFileName } from '../src-main/peer/room/identity.ts';

/** Writes `room-ca.cert.pem` and `room-ca.key.pem`; throws EEXIST rather than replace either. */
export async function makeRoom(folder: string): Promise<void> {
  const room = await createRoomCa('lanspread room');
  await mkdir(folder, { recursive: true });
  // The key first: a certificate whose key was refused would be of no use.
  await writeFile(join(folder, roomKeyFileName), room.caKeyPem, { flag: 'wx', mode: 0o600 });
  await writeFile(join(folder, roomCertFileName), room.caCertPem, { flag: 'wx' });
}

async function main(folder: string | undefined): Promise<number> {
  if (folder === undefined) {
    console.error('Usage: npm run certs -- <folder>');
    return 2;
  }
  try {
    await makeRoom(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    console.error(`${resolve(folder)} already holds a room. Choose another folder: a room's key is never replaced.`);
    return 1;
  }
  console.log(`New room in ${resolve(folder)}: copy both files to every PC that may take part.`);
  return 0;
}

if (import.meta.main) process.exitCode = await main(process.argv[2]);
