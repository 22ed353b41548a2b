import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { injectFaults } from '../disk/fault-layer.ts';
import { realDisk } from '../disk/real-disk.ts';
import { rememberHashes } from './hash-library.ts';
import { manifestIdOf } from './manifest-id.ts';
import { sealText, unsealText } from './sealed-text.ts';
import { createHashingLab, damage, fileNames, untilHashed, type HashingLab } from './testing/hashing-lab.ts';

const mib = 2 ** 20;

let lab: HashingLab;
beforeEach(async () => void (lab = await createHashingLab()));
afterEach(async () => lab[Symbol.asyncDispose]());

describe('the cache on disk', () => {
  const flipLast = (text: string) => text.replace(/[A-Z](?=[^A-Z]*$)/, (letter) => (letter === 'A' ? 'B' : 'A'));
  it.each<['game' | 'pieces', string, (text: string) => string]>([
    ['game', 'empty', () => ''],
    ['game', 'torn', (text) => text.slice(0, text.length / 2)],
    ['game', 'of another kind', () => '{"schema":1}'],
    ['game', 'with another id', (text) => text.replace(/"manifestId":"./, '"manifestId":"z')],
    ['pieces', 'empty', () => ''],
    ['pieces', 'torn', (text) => text.slice(0, text.length / 2)],
    ['pieces', 'of another kind', () => '{"schema":1}'],
    ['pieces', 'with a flipped bit', flipLast],
    ['pieces', 'with hashes of other bytes', (text) => sealText(flipLast(unsealText(text) ?? ''))],
  ])('costs hashing again when it is damaged: %s, %s', async (which, _what, change) => {
    await lab.putGame('quux', { 'a.eti': 2 * mib, 'b.eti': 'x' });
    const first = await lab.start();
    await untilHashed(first, 'quux');
    await first.hashing.stop();
    await damage(lab.cacheFiles('quux')[which], change);
    const again = await lab.start();
    const id = await lab.idOf('quux');
    expect(await untilHashed(again, 'quux')).toBe(id);
    if ((await again.hashing.manifest('quux')) === null) {
      await again.until(() => again.told.length === 3);
      expect(again.told).toEqual([`quux: ${id}`, 'quux: null', `quux: ${id}`]);
      expect(again.hasher.readBytes).toBeGreaterThan(2 * mib);
    }
    expect(await again.hashing.manifest('quux')).toEqual(await lab.truth('quux'));
  });

  it('never lets a flipped bit into the manifest of a game of which another file has changed', async () => {
    await lab.putGame('quux', { 'a.eti': 2 * mib, 'b.eti': 'x' });
    const first = await lab.start();
    await untilHashed(first, 'quux');
    await first.hashing.stop();
    await damage(lab.cacheFiles('quux').pieces, flipLast);
    await lab.put('quux/b.eti', 'y');
    const again = await lab.start();
    expect(await untilHashed(again, 'quux')).toBe(await lab.idOf('quux'));
  });

  it.each(['game', 'pieces'] as const)("takes no other game's: %s", async (which) => {
    await lab.putGame('quux', { 'a.eti': 'x' });
    const first = await lab.start();
    await untilHashed(first, 'quux');
    await first.hashing.stop();
    await damage(lab.cacheFiles('quux')[which], (text) => text.replaceAll('quux', 'zork'));
    const again = await lab.start();
    await untilHashed(again, 'quux');
    await again.hashing.manifest('quux');
    expect(await untilHashed(again, 'quux')).toBe(await lab.idOf('quux'));
  });

  it.each<[string, (file: string) => Promise<void>]>([
    ['size', async () => lab.put('quux/a.eti', 'longer than it was')],
    ['time', async (file) => utimes(file, new Date(), new Date(1_600_000_000_000))],
    [
      'inode',
      async (file) => {
        const { mtimeMs } = (await realDisk.stat(file)) ?? { mtimeMs: 0 };
        await lab.put('quux/a.eti', 'behind');
        await utimes(file, new Date(), mtimeMs / 1000);
      },
    ],
  ])('is not believed for a file of another %s', async (_what, change) => {
    await lab.putGame('quux', { 'a.eti': 'before', 'b.eti': 'b' });
    await utimes(path.join(lab.gameDir, 'quux', 'a.eti'), 1_700_000_000, 1_700_000_000);
    const first = await lab.start();
    await untilHashed(first, 'quux');
    await first.hashing.stop();
    await change(path.join(lab.gameDir, 'quux', 'a.eti'));
    const again = await lab.start();
    expect(await untilHashed(again, 'quux')).toBe(await lab.idOf('quux'));
    expect(fileNames(again)).toEqual(['a.eti']);
  });

  it('answers no manifest for files that have changed since, and hashes them', async () => {
    await lab.putGame('quux', { 'a.eti': 'before' });
    const run = await lab.start();
    await untilHashed(run, 'quux');
    await lab.put('quux/a.eti', 'behind');
    expect(await run.hashing.manifest('quux')).toBeNull();
    await run.until(() => run.told.length === 3);
    expect(run.hashing.manifestId('quux')).toBe(await lab.idOf('quux'));
  });

  it('publishes nothing that it cannot keep, and says so once', async () => {
    await lab.putGame('quux', { 'a.eti': 'x' });
    const full = injectFaults(realDisk, { step: 0, fault: { kind: 'full' } });
    const run = await lab.start({ disk: full.disk });
    await run.until(() => run.logged.length > 0);
    run.hashing.refresh();
    await run.until(() => run.hasher.calls.length === 4);
    await run.hashing.stop();
    expect(run.told).toEqual([]);
    expect(run.logged).toEqual([expect.stringContaining('cannot hash quux: Error: ENOSPC')]);
  });
});

describe('rememberHashes', () => {
  const remember = async (manifest = lab.truth('quux')) =>
    rememberHashes({ disk: realDisk, stateDir: lab.stateDir, gameDir: lab.gameDir, manifest: await manifest });

  it('makes a downloaded game known without hashing', async () => {
    await lab.putGame('quux', { 'a.eti': 3 * mib + 1, empty: '' });
    const run = await lab.start();
    lab.games.clear();
    run.hashing.refresh();
    await remember();
    lab.games.set('quux', '20240101');
    const truth = await lab.truth('quux');
    await run.hashing.stop();
    const again = await lab.start();
    expect(await untilHashed(again, 'quux')).toBe(manifestIdOf(truth));
    expect(await again.hashing.manifest('quux')).toEqual(truth);
    expect(again.hasher.calls).toEqual([]);
  });

  it('leaves to hashing what the manifest does not name, or names otherwise', async () => {
    await lab.putGame('quux', { 'a.eti': 2 * mib, 'b.eti': 'x' });
    const manifest = await lab.truth('quux');
    await lab.put('quux/b.eti', 'xyz');
    await lab.put('quux/old.eti.old', 'old');
    await remember(Promise.resolve(manifest));
    const run = await lab.start();
    expect(await untilHashed(run, 'quux')).toBe(await lab.idOf('quux'));
    expect(fileNames(run)).toEqual(['b.eti', 'old.eti.old']);
  });

  it('replaces what was remembered, even by less', async () => {
    await lab.putGame('quux', { 'a.eti': 'x', 'mine.txt': 'x' });
    const first = await lab.start();
    await untilHashed(first, 'quux');
    await first.hashing.stop();
    const { files, ...rest } = await lab.truth('quux');
    await remember(Promise.resolve({ ...rest, files: files.filter(({ path: file }) => file !== 'mine.txt') }));
    const run = await lab.start();
    expect(await untilHashed(run, 'quux')).toBe(await lab.idOf('quux'));
    expect(fileNames(run)).toEqual(['mine.txt']);
    expect(await run.hashing.manifest('quux')).toEqual(await lab.truth('quux'));
  });

  it('replaces what was remembered of the version before', async () => {
    await lab.putGame('quux', { 'a.eti': 'before' });
    const first = await lab.start();
    await untilHashed(first, 'quux');
    await first.hashing.stop();
    await lab.put('quux/a.eti', 'behind');
    await remember();
    const run = await lab.start();
    expect(await untilHashed(run, 'quux')).toBe(await lab.idOf('quux'));
    expect(run.hasher.calls).toEqual([]);
  });
});
