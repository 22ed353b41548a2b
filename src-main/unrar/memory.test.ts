// How much memory the unpacker's process takes: the dictionary and a fixed amount, however large the files are.
import { copyFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createUnpacker } from './create-unpacker.ts';
import { forkSidecar } from './fork-sidecar.ts';
import { scanArchive } from './scan-archive.ts';
import { createBox, type Box } from './testing/box.ts';
import { fixtureDir, loadRarFixtures, type RarFixture } from './testing/rar-fixtures.ts';
import { writeStoredRar } from '../../scripts/stored-rar.ts';

const { signal } = new AbortController();
const mib = 1024 * 1024;
const allowedBytes = 150 * mib;
const sizeOf = ({ entries }: RarFixture) => entries.reduce((sum, entry) => sum + entry.size, 0);
const good = loadRarFixtures().filter(({ kind }) => kind === 'ok');

let box: Box;
beforeEach(async () => {
  box = await createBox();
});
afterEach(() => box.remove());

/** `VmRSS` now or `VmHWM`, the most ever; in bytes. */
async function readMemory(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

/** By how much a fresh process grew while it unpacked and read out the archive, beyond what it takes for an empty one. */
async function measureGrowth(archive: string): Promise<number> {
  let pid = 0;
  const spawn = () => {
    const sidecar = forkSidecar();
    pid = sidecar.pid ?? 0;
    return sidecar;
  };
  const unpacker = createUnpacker({ spawn });
  try {
    const empty = join(box.archives, 'empty.eti');
    await writeStoredRar(empty, []);
    await unpacker.list(empty, signal);
    const before = await readMemory(pid, 'VmRSS');
    await unpacker.unpack(archive, box.into, { signal });
    await unpacker.stream(archive, { signal, skipFiles: 0, take: async () => undefined });
    return (await readMemory(pid, 'VmHWM')) - before;
  } finally {
    await unpacker.stop();
  }
}

describe.skipIf(process.platform !== 'linux')('memory (only Linux tells the most that a process ever took)', () => {
  test('of a large stored file', { timeout: 60_000 }, async () => {
    const archive = join(box.archives, 'game.eti');
    const block = Buffer.alloc(mib, 3);
    const data = { size: 256 * mib, fill: (_offset: number, length: number) => block.subarray(0, length) };
    await writeStoredRar(archive, [{ path: 'large', data }]);
    const growth = await measureGrowth(archive);
    console.info(`grew by ${Math.round(growth / mib)} MiB`);
    expect(growth).toBeLessThan(allowedBytes);
  });

  const largest = good.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, 4);
  test.each(largest)('of $id', { timeout: 60_000 }, async ({ files }) => {
    const [first = ''] = files;
    for (const file of files) {
      await copyFile(join(fixtureDir, file), join(box.archives, basename(file).replace(/\.rar$/, '.eti')));
    }
    const archive = join(box.archives, basename(first).replace(/\.rar$/, '.eti'));
    const { entries } = scanArchive(archive, () => undefined);
    const dictionaryBytes = Math.max(...entries.map((entry) => entry.dictionaryBytes));
    const growth = await measureGrowth(archive);
    console.info(`grew by ${Math.round(growth / mib)} MiB, dictionary ${dictionaryBytes / mib} MiB`);
    expect(growth).toBeLessThan(dictionaryBytes + allowedBytes);
  });
});
