import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { GameId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { realDisk } from '../disk/real-disk.ts';
import { gameStatePaths } from '../disk/state-dir.ts';
import { makeTempDir } from '../disk/testing/temp-dir.ts';
import { openUnpackedSizes, type UnpackedSizesOptions } from './unpacked-sizes.ts';

const listing = (unpackedBytes: number) => ({ entries: [], solid: false, unpackedBytes });

/** Archives that hold their own unpacked size as text. */
async function setUp() {
  const home = await makeTempDir();
  onTestFinished(() => home[Symbol.asyncDispose]());
  const [gameDir, stateDir] = [path.join(home.path, 'games'), path.join(home.path, 'state')];
  await Promise.all([mkdir(gameDir), mkdir(stateDir)]);
  const games = new Set<GameId>();
  const busy = new Set<GameId>();
  const listed: string[] = [];

  const put = async (gameId: GameId, archives: Record<string, string>) => {
    games.add(gameId);
    await mkdir(path.join(gameDir, gameId), { recursive: true });
    for (const [name, text] of Object.entries(archives)) await writeFile(path.join(gameDir, gameId, name), text);
  };

  const list: UnpackedSizesOptions['list'] = async (archive) => {
    listed.push(path.basename(archive));
    const text = await readFile(archive, 'utf8');
    if (text === 'damaged') throw new PeerError('archive-corrupt', 'It is damaged.');
    if (text === 'crash') throw new PeerError('unpacker-crashed', 'It crashed.');
    return listing(Number(text));
  };

  const start = (options: Partial<UnpackedSizesOptions> = {}) => {
    const waiting = new Set<() => void>();
    const told: GameId[] = [];
    const logged: string[] = [];
    const wake = () => {
      for (const look of waiting) look();
    };
    const sizes = openUnpackedSizes({
      disk: realDisk,
      stateDir,
      gameDir,
      games: () => [...games].map((id) => ({ id })),
      isBusy: (gameId) => busy.has(gameId),
      list,
      onKnown: (gameId) => {
        told.push(gameId);
        wake();
      },
      log: (_level, text) => {
        logged.push(text);
        wake();
      },
      ...options,
    });
    onTestFinished(sizes.stop);
    const until = (condition: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => void (condition() && resolve());
        waiting.add(look);
        look();
      });
    return { sizes, told, logged, until };
  };
  return { put, start, listed, games, busy, gameDir, stateDir };
}

it('adds up what the archives of the game root say, later volumes aside, and opens them once', async () => {
  const { put, start, listed } = await setUp();
  await put('quux', { 'a.eti': '5', 'b.part1.eti': '7', 'b.part2.eti': '100', 'readme.txt': '9' });
  const first = start();
  first.sizes.refresh();
  await first.until(() => first.sizes.bytesOf('quux') === 12);
  expect([listed, first.told]).toEqual([['a.eti', 'b.part1.eti'], ['quux']]);
  first.sizes.refresh(['quux']);
  await first.sizes.stop();
  const second = start();
  second.sizes.refresh();
  await second.until(() => second.sizes.bytesOf('quux') === 12);
  expect(listed).toHaveLength(2);
});

it('measures anew what looks different, and forgets what has gone', async () => {
  const { put, start, gameDir, games } = await setUp();
  await put('quux', { 'a.eti': '5' });
  const { sizes, until, told } = start();
  sizes.refresh();
  await until(() => sizes.bytesOf('quux') === 5);
  await put('quux', { 'a.eti': '6' });
  await utimes(path.join(gameDir, 'quux', 'a.eti'), 1, 1);
  sizes.refresh(['quux']);
  await until(() => sizes.bytesOf('quux') === 6);
  await rm(path.join(gameDir, 'quux'), { recursive: true });
  games.delete('quux');
  sizes.refresh();
  await until(() => sizes.bytesOf('quux') === null);
  expect(told).toEqual(['quux', 'quux', 'quux']);
});

it.each(['damaged', '0', '1e300', '-5', '1.5', 'nonsense'])(
  'has no figure of an archive that says %s',
  async (text) => {
    const { put, start, listed } = await setUp();
    await put('quux', { 'a.eti': text });
    await put('zork', { 'z.eti': '3' });
    const first = start();
    first.sizes.refresh();
    await first.until(() => first.sizes.bytesOf('zork') === 3);
    expect([first.sizes.bytesOf('quux'), first.told]).toEqual([null, ['zork']]);
    await first.sizes.stop();
    const second = start();
    second.sizes.refresh();
    await second.until(() => second.sizes.bytesOf('zork') === 3);
    expect(listed).toEqual(['a.eti', 'z.eti']);
  },
);

it('tries again another time when it was not the fault of the archive', async () => {
  const { put, start, listed } = await setUp();
  await put('quux', { 'a.eti': 'crash' });
  const { sizes, until, logged } = start();
  sizes.refresh();
  await until(() => logged.length === 1);
  sizes.refresh();
  await until(() => logged.length === 2);
  expect(listed).toEqual(['a.eti', 'a.eti']);
});

it('leaves busy games alone, rests while it is paused, and trusts no damaged note', async () => {
  const { put, start, busy, listed, stateDir } = await setUp();
  await put('busy', { 'b.eti': '1' });
  await put('quux', { 'a.eti': '5' });
  const { unpackedSize, dir } = gameStatePaths(stateDir, 'quux');
  await mkdir(dir, { recursive: true });
  await writeFile(unpackedSize, '{"schema":1');
  busy.add('busy');
  const { sizes, until } = start();
  sizes.setPaused(true);
  sizes.refresh();
  await new Promise(setImmediate);
  expect(listed).toEqual([]);
  sizes.setPaused(false);
  await until(() => sizes.bytesOf('quux') === 5);
  expect([sizes.bytesOf('busy'), listed]).toEqual([null, ['a.eti']]);
});
