// How much memory the unpacker's process takes: the dictionary and a fixed amount, however large the files are.
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Stop } from '../peer/edge/stop.ts';
import { createUnpacker, type StoppableUnpacker } from './create-unpacker.ts';
import { forkSidecar } from './fork-sidecar.ts';
import { scanArchive } from './scan-archive.ts';
import { createBox, type Box } from './testing/box.ts';
import { fixtureDir, loadRarFixtures, type RarFixture } from './testing/rar-fixtures.ts';
import { writeStoredRar } from '../../scripts/stored-rar.ts';

const { signal } = new AbortController();
const mib = 1024 * 1024;
const allowedBytes = 150 * mib;
const all = loadRarFixtures();

let box: Box;
let stops: Stop[];
beforeEach(async () => {
  stops = [];
  box = await createBox();
});
afterEach(async () => {
  for (const stop of stops) await stop();
  await box.remove();
});

/** `VmRSS` now or `VmHWM`, the most ever; in bytes. */
async function readMemory(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

interface Measured {
  unpacker: StoppableUnpacker;
  /** By how much the process grew at most, beyond what it takes for an empty archive; in bytes. */
  growth: () => Promise<number>;
}

async function measured(): Promise<Measured> {
  let pid = 0;
  const spawn = () => {
    if (pid !== 0) throw new Error('there is one process for all');
    const sidecar = forkSidecar();
    pid = sidecar.pid ?? 0;
    return sidecar;
  };
  const unpacker = createUnpacker({ spawn });
  stops.push(unpacker.stop);
  const empty = join(box.archives, 'empty.eti');
  await writeStoredRar(empty, []);
  await unpacker.list(empty, signal);
  const before = await readMemory(pid, 'VmRSS');
  return { unpacker, growth: async () => (await readMemory(pid, 'VmHWM')) - before };
}

/** Unpacks and reads out. */
async function work(unpacker: StoppableUnpacker, archive: string, into: string): Promise<void> {
  await unpacker.unpack(archive, into, { signal });
  await unpacker.stream(archive, { signal, skipFiles: 0, take: async () => undefined });
}

describe.skipIf(process.platform !== 'linux')('memory (only Linux tells the most that a process ever took)', () => {
  test('of a large stored file', { timeout: 60_000 }, async () => {
    const archive = join(box.archives, 'game.eti');
    const block = Buffer.alloc(mib, 3);
    const data = { size: 256 * mib, fill: (_offset: number, length: number) => block.subarray(0, length) };
    await writeStoredRar(archive, [{ path: 'large', data }]);
    const { unpacker, growth } = await measured();
    await work(unpacker, archive, box.into);
    const grew = await growth();
    console.info(`grew by ${Math.round(grew / mib)} MiB`);
    expect(grew).toBeLessThan(allowedBytes);
  });

  test.skipIf(all.length === 0)(
    'of all archives one after the other, refused ones too',
    { timeout: 120_000 },
    async () => {
      const { unpacker, growth } = await measured();
      let dictionaryBytes = 0;
      const refused: string[] = [];
      for (const fixture of all) {
        const archive = await copyArchive(fixture);
        const into = join(box.into, fixture.id);
        await mkdir(into);
        try {
          await work(unpacker, archive, into);
          const { entries } = scanArchive(archive, () => undefined);
          dictionaryBytes = Math.max(dictionaryBytes, ...entries.map((entry) => entry.dictionaryBytes));
        } catch {
          refused.push(fixture.id);
        }
      }
      const grew = await growth();
      console.info(`grew by ${Math.round(grew / mib)} MiB, largest dictionary ${dictionaryBytes / mib} MiB`);
      expect(refused).toHaveLength(all.filter(({ kind }) => kind !== 'ok').length);
      expect(grew).toBeLessThan(dictionaryBytes + allowedBytes);
    },
  );
});

/** The path of its first volume. */
async function copyArchive({ id, files }: RarFixture): Promise<string> {
  const dir = join(box.archives, id);
  await mkdir(dir);
  const named = (file: string) => join(dir, basename(file).replace(/\.rar$/, '.eti'));
  for (const file of files) await copyFile(join(fixtureDir, file), named(file));
  return named(files[0] ?? '');
}
