// Makes a private room: a fresh certificate authority in a folder. Usage: make-room.ts <folder>
import { resolve } from 'node:path';
import { makeRoom } from '../src-main/peer/room/make-room.ts';

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
