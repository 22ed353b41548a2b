import { createHash } from 'node:crypto';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { injectFaults } from '../disk/fault-layer.ts';
import { realDisk } from '../disk/real-disk.ts';
import { stampOf } from './library-index.ts';
import {
  createHashingLab,
  fileNames,
  holdUp,
  laterClock,
  patch,
  untilHashed,
  type HashingLab,
} from './testing/hashing-lab.ts';

const mib = 2 ** 20;

let lab: HashingLab;
beforeEach(async () => void (lab = await createHashingLab()));
afterEach(async () => lab[Symbol.asyncDispose]());

describe('hashing', () => {
  it('finds what anybody else would find, and tells it once', async () => {
    await lab.putGame('quux', { 'a.eti': 3 * mib + 5, 'docs/read.me': 'hello', empty: '', 'local/save.dat': 'mine' });
    const run = await lab.start();
    expect(run.hashing.manifestId('quux')).toBeNull();
    expect(await run.hashing.manifest('quux')).toBeNull();
    const id = await lab.idOf('quux');
    expect(await untilHashed(run, 'quux')).toBe(id);
    expect(await run.hashing.manifest('quux')).toEqual(await lab.truth('quux'));
    expect(run.told).toEqual([`quux: ${id}`]);
  });

  it('takes the smallest game first', async () => {
    await lab.putGame('a-large', { x: 2 * mib });
    await lab.putGame('b-small', { y: 10 });
    await lab.putGame('c-middle', { z: mib });
    const run = await lab.start();
    run.hashing.setPaused(true);
    await run.until(() => run.hashing.progress().totalBytes > 3 * mib);
    run.hashing.setPaused(false);
    await untilHashed(run, 'a-large');
    expect(run.told.map((line) => line.split(':')[0])).toEqual(['b-small', 'c-middle', 'a-large']);
  });

  it('reads nothing after a restart', async () => {
    await lab.putGame('quux', { 'a.eti': 3 * mib, b: 'x' });
    await lab.putGame('zork');
    const first = await lab.start();
    const ids = [await untilHashed(first, 'quux'), await untilHashed(first, 'zork')];
    await first.hashing.stop();
    const again = await lab.start();
    expect([await untilHashed(again, 'quux'), await untilHashed(again, 'zork')]).toEqual(ids);
    expect(await again.hashing.manifest('quux')).toEqual(await lab.truth('quux'));
    await again.hashing.stop();
    expect(again.hasher.calls).toEqual([]);
    expect(again.progress).toEqual([]);
  });

  it('reads nothing for a new version string', async () => {
    await lab.putGame('quux', { 'a.eti': 'x' });
    const run = await lab.start();
    const before = await untilHashed(run, 'quux');
    const reads = run.hasher.calls.length;
    lab.games.set('quux', '20250202');
    run.hashing.refresh();
    await run.until(() => run.told.length === 3);
    expect(run.hashing.manifestId('quux')).toBe(await lab.idOf('quux'));
    expect(run.hashing.manifestId('quux')).not.toBe(before);
    expect(run.hasher.calls).toHaveLength(reads);
  });

  it('reads again only the file that has changed, and takes the id back at once', async () => {
    await lab.putGame('quux', { 'a.eti': 2 * mib, 'b.eti': 'before' });
    const run = await lab.start();
    const before = await untilHashed(run, 'quux');
    run.hasher.calls.length = 0;
    await lab.put('quux/b.eti', 'behind');
    const gate = holdUp(run);
    run.hashing.refresh(['quux']);
    await gate.reached;
    expect(run.hashing.manifestId('quux')).toBeNull();
    expect(await run.hashing.manifest('quux')).toBeNull();
    gate.open();
    const after = await untilHashed(run, 'quux');
    expect(after).toBe(await lab.idOf('quux'));
    expect(after).not.toBe(before);
    expect(run.told).toEqual([`quux: ${before}`, 'quux: null', `quux: ${after}`]);
    expect(fileNames(run)).toEqual(['b.eti']);
  });

  it('forgets a game that is gone, and recalls it when it is back', async () => {
    await lab.putGame('quux');
    const run = await lab.start();
    const id = await untilHashed(run, 'quux');
    lab.games.delete('quux');
    run.hashing.refresh();
    await run.until(() => run.hashing.manifestId('quux') === null);
    lab.games.set('quux', '20240101');
    run.hashing.refresh();
    expect(await untilHashed(run, 'quux')).toBe(id);
    expect(run.hasher.calls).toHaveLength(1);
  });

  it('breaks off a game that goes away, even when another one was asked for', async () => {
    await lab.putGame('quux');
    const run = await lab.start();
    const gate = holdUp(run);
    const signal = await gate.reached;
    lab.games.delete('quux');
    await lab.putGame('zork');
    run.hashing.refresh(['zork']);
    await run.until(() => signal.aborted);
    gate.open();
    await untilHashed(run, 'zork');
    expect(run.hashing.manifestId('quux')).toBeNull();
  });
});

describe('refresh', () => {
  it('folds many calls into one look', async () => {
    await lab.putGame('quux');
    const counted = injectFaults(realDisk);
    const run = await lab.start({ disk: counted.disk });
    await untilHashed(run, 'quux');
    const looks = () => counted.steps.filter((step) => step === 'list quux').length;
    const before = looks();
    for (let call = 0; call < 100; call++) run.hashing.refresh();
    await lab.putGame('zork');
    run.hashing.refresh(['zork']);
    await untilHashed(run, 'zork');
    expect(looks() - before).toBeLessThanOrEqual(2);
  });

  it('looks only at the games that it is given', async () => {
    for (const id of ['a', 'b', 'c']) await lab.putGame(id);
    const counted = injectFaults(realDisk);
    const run = await lab.start({ disk: counted.disk });
    for (const id of ['a', 'b', 'c']) await untilHashed(run, id);
    const before = counted.steps.length;
    await lab.put('b/version.ini', '20240101 \n');
    run.hashing.refresh(['b']);
    await run.until(() => run.told.length === 5);
    const lists = counted.steps.slice(before).filter((step) => step.startsWith('list '));
    expect(new Set(lists)).toEqual(new Set(['list b']));
  });

  it('tries a file that cannot be read once per call, and complains once', async () => {
    await lab.putGame('quux', { 'a.eti': 'x' });
    const run = await lab.start();
    run.hasher.before = (file) => {
      if (file.endsWith('a.eti')) throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    };
    await run.until(() => run.logged.length === 1);
    await lab.putGame('zork');
    run.hashing.refresh(['zork']);
    await untilHashed(run, 'zork');
    run.hashing.refresh(['quux']);
    await run.until(() => fileNames(run).filter((name) => name === 'a.eti').length === 2);
    run.hasher.before = () => {};
    run.hashing.refresh(['quux']);
    expect(await untilHashed(run, 'quux')).toBe(await lab.idOf('quux'));
    expect(run.logged).toEqual(['cannot hash quux: Error: EACCES: permission denied']);
  });
});

it('tells how far it is: at most twice a second, and once at the end', async () => {
  await lab.putGame('quux', { 'a.eti': 3 * mib });
  await lab.putGame('zork', { 'a.eti': 4 * mib });
  let nowMs = 0;
  const run = await lab.start({ clock: { ...laterClock, nowMs: () => (nowMs += 50) } });
  await untilHashed(run, 'zork');
  await run.until(() => run.progress.at(-1)?.totalBytes === 0);
  expect(run.progress.at(-1)).toEqual({ gameId: null, hashedBytes: 0, totalBytes: 0 });
  expect(run.progress[0]?.gameId).not.toBeNull();
  expect(run.progress.length).toBeLessThanOrEqual(2 + nowMs / 500);
  expect(run.hashing.progress()).toEqual({ gameId: null, hashedBytes: 0, totalBytes: 0 });
});

describe('isUnchanged', () => {
  it('is false for a file that no longer looks as it was hashed', async () => {
    await lab.putGame('quux', { 'a.eti': 'before' });
    const run = await lab.start();
    const file = path.join(lab.gameDir, 'quux', 'a.eti');
    const stamp = async () => {
      const stat = await realDisk.stat(file);
      if (stat === null) throw new Error('no file');
      return stampOf(stat);
    };
    const asked = async (name = 'a.eti', game = 'quux') => run.hashing.isUnchanged(game, name, await stamp());
    expect(await asked()).toBe(true);
    await untilHashed(run, 'quux');
    expect([await asked(), await asked('unknown'), await asked('a.eti', 'zork')]).toEqual([true, true, true]);
    await patch(file, 'behind');
    expect(await asked()).toBe(false);
    // Nobody has to call refresh for it to be hashed again.
    await run.until(() => run.told.length === 3);
    expect(run.hashing.manifestId('quux')).toBe(await lab.idOf('quux'));
    expect(await asked()).toBe(true);
    const before = await stamp();
    for (const key of ['size', 'mtimeMs', 'inode'] as const) {
      expect(run.hashing.isUnchanged('quux', 'a.eti', { ...before, [key]: before[key] + 1 })).toBe(false);
    }
  });
});

it('keeps no hashes in memory', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const usedBytes = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const count = 40;
  for (let game = 0; game < count; game++) await lab.putGame(`game${game}`, { 'a.eti': 8000 * mib });
  const before = usedBytes();
  let number = 0;
  const run = await lab.start({
    hasher: {
      hashPieces: async (_file, ranges) =>
        ranges.map(() => createHash('sha256').update(String(number++)).digest('hex')),
      stop: async () => {},
    },
  });
  await run.until(() => run.told.length === count);
  await run.hashing.stop();
  // The hashes of all games are over 20 MB as text.
  expect(usedBytes() - before).toBeLessThan(5 * mib);
  expect(run.hashing.manifestId('game0')).not.toBeNull();
});
