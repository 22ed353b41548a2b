// Long streamed files reach the disk while they are being written, and a disk that fails meanwhile is not overheard.
import { expect, it } from 'vitest';
import type { Disk, DiskFile } from '../disk/disk.ts';
import { createStreamWriter, LocalFailure } from './stream-writer.ts';

const mebibyte = 2 ** 20;

/** A disk that only counts, on which syncs end when `settle` says so. */
function countingDisk() {
  const synced: number[] = [];
  const held: PromiseWithResolvers<void>[] = [];
  let written = 0;
  let closed = 0;
  const file: DiskFile = {
    writeAt: async (bytes) => void (written += bytes.length),
    readAt: async () => 0,
    resize: async () => undefined,
    datasync: async () => {
      synced.push(written);
      const sync = Promise.withResolvers<void>();
      held.push(sync);
      return sync.promise;
    },
    close: async () => void closed++,
  };
  const disk = { makeDirs: async () => undefined, open: async () => file, removeFile: async () => undefined };
  return { disk: disk as unknown as Disk, synced, held, written: () => written, closed: () => closed };
}

async function write(writer: ReturnType<typeof createStreamWriter>, mib: number): Promise<void> {
  const bytes = new Uint8Array(mebibyte);
  for (let at = 0; at < mib; at++) await writer.write(bytes);
}

it('syncs a long file behind what is written, one sync at a time, and waits for the last one', async () => {
  const { disk, synced, held, written } = countingDisk();
  const writer = createStreamWriter(disk, '/staging');
  await writer.begin('large');
  await write(writer, 200);
  expect(synced).toHaveLength(1);
  held[0]?.resolve();
  await write(writer, 80);
  expect(synced).toHaveLength(2);
  let ended = false;
  const end = Promise.resolve(writer.end()).then(() => (ended = true));
  await new Promise(setImmediate);
  expect([written(), ended]).toEqual([280 * mebibyte, false]);
  held[1]?.resolve();
  await end;
});

it('leaves short files to the end', async () => {
  const { disk, synced } = countingDisk();
  const writer = createStreamWriter(disk, '/staging');
  for (const name of ['a', 'b', 'c']) {
    await writer.begin(name);
    await write(writer, 40);
    await writer.end();
  }
  expect(synced).toEqual([]);
});

it('fails the file whose sync failed, and closes it', async () => {
  const { disk, held, closed } = countingDisk();
  const writer = createStreamWriter(disk, '/staging');
  await writer.begin('large');
  await write(writer, 70);
  const end = writer.end();
  await new Promise(setImmediate);
  held[0]?.reject(Object.assign(new Error('i/o error'), { code: 'EIO' }));
  await expect(end).rejects.toThrow(LocalFailure);
  expect(closed()).toBe(1);
});

it('takes no more of a file once its sync has failed', async () => {
  const { disk, held, written, closed } = countingDisk();
  const writer = createStreamWriter(disk, '/staging');
  await writer.begin('large');
  await write(writer, 70);
  held[0]?.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
  await expect(write(writer, 70)).rejects.toThrow(LocalFailure);
  expect(written()).toBeLessThan(75 * mebibyte);
  await writer.drop();
  expect(closed()).toBe(1);
});
