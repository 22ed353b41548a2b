// Archives with bytes changed at random: refused by name, or unpacked exactly; never a wrong byte, never a crash.
import { readFile, writeFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { PeerError } from '../../src-shared/peer-error.ts';
import { writeStoredRar, type StoredEntry } from '../../scripts/stored-rar.ts';
import { createUnpacker } from './create-unpacker.ts';
import { forkSidecar } from './fork-sidecar.ts';
import { scanHeaders } from './scan-headers.ts';
import { createBox, type Box } from './testing/box.ts';
import { fixtureDir, loadRarFixtures } from './testing/rar-fixtures.ts';
import { readTree } from './testing/read-tree.ts';

const { signal } = new AbortController();
const unpacker = createUnpacker({ spawn: () => forkSidecar() });
let box: Box;
beforeEach(async () => {
  box = await createBox();
});
afterEach(() => box.remove());
afterAll(() => unpacker.stop());

function createRandom() {
  let state = Math.floor(Math.random() * 2 ** 32);
  console.info(`seed ${state}`);
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Changes up to three bytes, half of the time among the first 200, where the headers are. */
function damage(bytes: Buffer, random: (below: number) => number): Buffer {
  const damaged = Buffer.from(bytes);
  for (let change = random(3); change >= 0; change -= 1) {
    const reach = random(2) === 0 ? bytes.length : Math.min(bytes.length, 200);
    damaged[random(reach)] = random(256);
  }
  return damaged;
}

const entries: StoredEntry[] = [
  { path: 'folder', directory: true },
  { path: 'folder/one.bin', data: Buffer.alloc(300, 1) },
  { path: 'two.txt', data: Buffer.from('two') },
];

test('the header scan answers or refuses', async () => {
  const random = createRandom();
  const archive = join(box.archives, 'game.eti');
  await writeStoredRar(archive, entries);
  const originals = [await readFile(archive)];
  for (const { files } of loadRarFixtures().filter(({ id }) => id === 'rar4-solid' || id === 'rar5-solid')) {
    originals.push(await readFile(join(fixtureDir, files[0] ?? '')));
  }
  for (let round = 0; round < 600; round += 1) {
    await writeFile(archive, damage(originals[round % originals.length] ?? Buffer.alloc(0), random));
    try {
      scanHeaders(archive, () => undefined);
    } catch (error) {
      expect(error).toBeInstanceOf(PeerError);
      expect(error).toHaveProperty('code', expect.stringMatching(/^archive-/));
    }
  }
});

test('a single changed bit in any header is refused by the scan alone', async () => {
  const archive = join(box.archives, 'game.eti');
  await writeStoredRar(archive, [{ path: 'empty.txt', data: Buffer.alloc(0) }]);
  const original = await readFile(archive);
  expect(scanHeaders(archive, () => undefined).entries).toHaveLength(1);
  for (let bit = 0; bit < original.length * 8; bit += 1) {
    const damaged = Buffer.from(original);
    damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    await writeFile(archive, damaged);
    expect(() => scanHeaders(archive, () => undefined), `bit ${bit}`).toThrow(PeerError);
  }
});

test('unpacking gives every byte or refuses', { timeout: 60_000 }, async () => {
  const random = createRandom();
  const archive = join(box.archives, 'game.eti');
  await writeStoredRar(archive, entries);
  const original = await readFile(archive);
  await unpacker.unpack(archive, box.into, { signal });
  const whole = await box.inside();
  for (let round = 0; round < 30; round += 1) {
    const into = join(box.archives, `into${round}`);
    await mkdir(into);
    await writeFile(archive, damage(original, random));
    try {
      await unpacker.unpack(archive, into, { signal });
      expect(await readTree(into)).toEqual(whole);
    } catch (error) {
      expect(error).toHaveProperty('code', expect.stringMatching(/^archive-/));
    }
    await rm(into, { recursive: true });
  }
  expect(await box.outside()).toEqual(box.untouched);
});
