import { expect, test } from 'vitest';
import type { Disk } from './disk.ts';
import { realDisk } from './real-disk.ts';
import { waitForLocks } from './wait-for-locks.ts';

const failure = (code: string, path: string) => Object.assign(new Error(`${code}: '${path}'`), { code, path });

/** Every call fails so often; answers how long was waited. */
function lockedDisk(code: string, times: number, path = '/g/local') {
  let [tries, waitedMs] = [0, 0];
  const fail = async () => {
    if (tries++ < times) throw failure(code, path);
  };
  const bare: Disk = { ...realDisk, rename: fail, removeFile: fail, removeTree: fail, removeEmptyDir: fail };
  const sleep = async (ms: number) => void (waitedMs += ms);
  const disk = waitForLocks(bare, { sleep, findFile: async (folder) => `${folder}/save.dat` });
  return { disk, waitedMs: () => waitedMs };
}

const calls: [string, (disk: Disk) => Promise<void>][] = [
  ['rename', async (disk) => disk.rename('/g/local', '/g/.local.backup')],
  ['removeFile', async (disk) => disk.removeFile('/g/local')],
  ['removeTree', async (disk) => disk.removeTree('/g/local')],
  ['removeEmptyDir', async (disk) => disk.removeEmptyDir('/g/local')],
];

test.each(calls)('%s waits while the file is held', async (_, call) => {
  const { disk, waitedMs } = lockedDisk('EBUSY', 3);
  await call(disk);
  expect(waitedMs()).toBe(70);
});

test.each(calls)('%s names the file in the end, and says what to do', async (_, call) => {
  for (const code of ['EBUSY', 'EPERM', 'EACCES']) {
    await expect(call(lockedDisk(code, Infinity).disk)).rejects.toMatchObject({
      code: 'file-locked',
      message: 'Another program uses /g/local/save.dat.',
      hint: expect.stringContaining('Close the game') as string,
    });
  }
});

test('a delete that says itself which file it was is believed', async () => {
  const { disk } = lockedDisk('EBUSY', Infinity, '/g/local/bin/game.exe');
  await expect(disk.removeTree('/g/local')).rejects.toThrow('Another program uses /g/local/bin/game.exe.');
});

test.each(calls)('%s does not wait for anything else', async (_, call) => {
  const { disk, waitedMs } = lockedDisk('ENOSPC', 1);
  await expect(call(disk)).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(waitedMs()).toBe(0);
});
