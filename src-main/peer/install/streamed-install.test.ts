import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realDisk } from '../disk/real-disk.ts';
import type { Disk } from '../disk/disk.ts';
import { alwaysClosed } from '../edge/games-in-use.ts';
import type { StreamPart } from '../protocol/stream-frames.ts';
import { readInstalledVersion } from './installed-version.ts';
import { streamInstall } from './streamed-install.ts';
import { createFixture, putFiles, putInstall, readTree, type Files, type Fixture } from './testing/install-fixture.ts';
import { memorySources, type MemorySender } from './testing/memory-senders.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture();
  await rm(fixture.root, { recursive: true });
});
afterEach(async () => fixture.dispose());

const archives: Record<string, Files> = {
  'a.eti': { 'game.exe': 'the game itself', 'data/one.pak': '11111', 'data/': '', 'saves/': '' },
  'b.eti': { 'data/two.pak': '2222222222', 'empty.txt': '' },
};
const whole: Files = {
  'game.exe': 'the game itself',
  'data/one.pak': '11111',
  'data/two.pak': '2222222222',
  'empty.txt': '',
  'saves/': '',
};
const other: Record<string, Files> = { ...archives, 'b.eti': { 'data/two.pak': 'another two', 'empty.txt': '' } };
const otherWhole: Files = { ...whole, 'data/two.pak': 'another two' };

async function run(senders: Record<string, MemorySender>, disk?: Disk, signal?: AbortSignal, version = '20260101') {
  const sources = memorySources(senders);
  const failure = await streamInstall({
    ...fixture.operation(disk),
    ...sources,
    version,
    signal: signal ?? new AbortController().signal,
    claim: alwaysClosed,
  }).then(
    () => null,
    (error: { code: string; message: string }) => error,
  );
  return { failure, ...sources.told };
}

/** What is known of a whole install. */
const stateNames = ['install_listing.json', 'installed_version.json'];
const games = () => readTree(fixture.gameDir);
const inRoot = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`quake/local/${path}`, text]));
/** Cuts off after each of these numbers of parts in turn, then never. */
const lostAfter =
  (...parts: number[]) =>
  () =>
    parts.shift() ?? Infinity;
const bit = (part: StreamPart): StreamPart =>
  part.kind === 'bytes' ? { ...part, bytes: Buffer.from(part.bytes.map((byte) => byte ^ 1)) } : part;
/** The whole of it with the first part of a kind replaced. */
const replaced = (kind: StreamPart['kind'], by: (part: never) => StreamPart[]) => (parts: StreamPart[]) => {
  const at = parts.findIndex((part) => part.kind === kind);
  return [...parts.slice(0, at), ...by(parts[at] as never), ...parts.slice(at + 1)];
};

describe('a streamed install', () => {
  test('writes every file into local and nothing else', async () => {
    const { failure, asked, written, total } = await run({ one: { archives } });
    expect(failure).toBe(null);
    expect(games()).toEqual(inRoot(whole));
    expect(await realDisk.list(join(fixture.stateDir, 'games/quake'))).toEqual(stateNames);
    expect([asked, written, total]).toEqual([['one@0.0'], 30, 30]);
  });

  test('keeps what else is in the game root', async () => {
    await putFiles(fixture.root, { 'notes.txt': 'mine' });
    expect((await run({ one: { archives } })).failure).toBe(null);
    expect(games()).toEqual({ ...inRoot(whole), 'quake/notes.txt': 'mine' });
  });

  test('takes the place of another version that is known, with what is the player’s', async () => {
    await run({ one: { archives: other } });
    await putFiles(join(fixture.root, 'local'), { 'saves/1.sav': 'mine' });
    const before = games();
    const same = await run({ one: { archives } });
    expect([same.failure?.code, games()]).toEqual(['already-installed', before]);
    const lost = await run({ one: { archives, lostAfter: () => 4 } }, undefined, undefined, '20260202');
    expect([lost.failure?.code, games()]).toEqual(['source-lost', before]);
    expect((await run({ one: { archives } }, undefined, undefined, '20260202')).failure).toBe(null);
    const { 'saves/': _empty, ...files } = whole;
    expect(games()).toEqual(inRoot({ ...files, 'saves/1.sav': 'mine' }));
    expect(await readInstalledVersion(fixture.operation())).toBe('20260202');
  });

  test('is refused for an installed game and a downloaded one', async () => {
    await putFiles(fixture.root, { 'version.ini': '20260101\n' });
    expect((await run({ one: { archives } })).failure?.code).toBe('already-downloaded');
    await putInstall(fixture, { 'game.exe': 'old' });
    const before = games();
    expect((await run({ one: { archives } })).failure?.code).toBe('already-installed');
    expect(games()).toEqual(before);
  });
});

describe('a sender that sends to others first', () => {
  const never = new Promise<void>(() => undefined);

  test('is not waited for while another one is idle', async () => {
    const { failure, asked, waits, open } = await run({ one: { archives, busyUntil: never }, two: { archives } });
    expect(failure).toBe(null);
    expect(games()).toEqual(inRoot(whole));
    expect([asked, waits, open]).toEqual([['one@0.0', 'two@0.0'], 0, 0]);
  });

  test('is waited for in the line of all of them, and the first whose turn comes is taken', async () => {
    const [one, two] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const sources = memorySources({
      one: { archives, busyUntil: one.promise },
      two: { archives, busyUntil: two.promise },
    });
    const waiting = Promise.withResolvers<void>();
    const done = streamInstall({
      ...fixture.operation(),
      ...sources,
      onWaiting: waiting.resolve,
      onSender: (peerId) => void sources.told.asked.push(`${peerId} sends`),
      version: '20260101',
      signal: new AbortController().signal,
      claim: alwaysClosed,
    });
    await waiting.promise;
    expect([sources.told.open, sources.told.written]).toEqual([2, 0]);
    two.resolve();
    await done;
    expect(sources.told.asked).toEqual(['one@0.0', 'two@0.0', 'two sends']);
    expect(sources.told.open).toBe(0);
    expect(games()).toEqual(inRoot(whole));
  });

  test('is not thought of as lost, though another one is', async () => {
    const one = Promise.withResolvers<void>();
    const lost: MemorySender = { archives, lostAfter: () => (one.resolve(), 0) };
    const { failure, asked, waits } = await run({ one: { archives, busyUntil: one.promise }, two: lost });
    expect(failure).toBe(null);
    expect([asked.slice(0, 2), asked.filter((who) => who.startsWith('one')).length]).toEqual([
      ['one@0.0', 'two@0.0'],
      1,
    ]);
    expect(waits).toBeLessThanOrEqual(1);
  });

  test('is left when the install is cancelled', async () => {
    const abort = new AbortController();
    const sources = memorySources({ one: { archives, busyUntil: never }, two: { archives, busyUntil: never } });
    const done = streamInstall({
      ...fixture.operation(),
      ...sources,
      onWaiting: () => abort.abort(),
      version: '20260101',
      signal: abort.signal,
      claim: alwaysClosed,
    });
    await expect(done).rejects.toMatchObject({ code: 'cancelled' });
    expect(sources.told.open).toBe(0);
    expect(games()).toEqual({});
  });
});

describe('when a sender is lost', () => {
  test('the next one goes on with the first file that is missing', async () => {
    const { failure, asked, written, banned } = await run({
      // In the middle of the second file.
      one: { archives, lostAfter: lostAfter(9) },
      two: { archives },
    });
    expect(failure).toBe(null);
    expect(games()).toEqual(inRoot(whole));
    expect([asked, written, banned]).toEqual([['one@0.0', 'two@0.1'], 30, []]);
  });

  test('at every single part, the install is whole and no file comes twice', async () => {
    for (let part = 0; part < 23; part++) {
      const { failure, written, asked } = await run({
        one: { archives, lostAfter: lostAfter(part) },
        two: { archives, lostAfter: lostAfter(part >> 1) },
      });
      expect(failure).toBe(null);
      expect(games()).toEqual(inRoot(whole));
      expect(written).toBe(30);
      expect(asked.slice(0, 2).map((who) => who.slice(0, 3))).toEqual(['one', 'two'].slice(0, asked.length));
      await rm(fixture.root, { recursive: true });
    }
  });

  test('it is asked again when nobody else is there, and given up after some failures', async () => {
    const again = await run({ one: { archives, lostAfter: lostAfter(2, 3) } });
    expect(again.failure).toBe(null);
    expect(again.asked).toEqual(['one@0.0', 'one@0.0', 'one@0.0']);
    await rm(fixture.root, { recursive: true });
    const lost = await run({ one: { archives, lostAfter: () => 4 } });
    expect(lost.failure).toMatchObject({ code: 'source-lost' });
    expect(lost.asked).toHaveLength(3);
    expect(games()).toEqual({});
  });

  test('one that makes headway is asked as often as it needs', async () => {
    const short = () => 8;
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}.txt`, `file ${at}`]));
    const { failure, asked } = await run({ one: { archives: { 'a.eti': many }, lostAfter: short } });
    expect(failure).toBe(null);
    expect(asked.length).toBeGreaterThan(5);
    expect(games()).toEqual(inRoot(many));
  });

  test('one that has other files cannot go on, and is used from the begin when it is the last', async () => {
    const passed = await run({
      one: { archives, lostAfter: lostAfter(9) },
      two: { archives: other },
      three: { archives },
    });
    expect(passed.asked).toEqual(['one@0.0', 'two@0.1', 'three@0.1']);
    expect(games()).toEqual(inRoot(whole));
    await rm(fixture.root, { recursive: true });
    const anew = await run({ one: { archives, lostAfter: lostAfter(9, 2, 2) }, two: { archives: other } });
    expect(anew.failure).toBe(null);
    expect(anew.asked.at(-1)).toBe('two@0.0');
    expect(games()).toEqual(inRoot(otherWhole));
    expect([anew.written, anew.total]).toEqual([31, 31]);
  });

  test('one that only says that it is there is given up', async () => {
    const alive = Array.from({ length: 5000 }, (): StreamPart => ({ kind: 'alive' }));
    const change = (parts: StreamPart[]) => [...parts.slice(0, 2), ...alive];
    const { failure, banned } = await run({ one: { archives, change } });
    expect(failure?.code).toBe('source-lost');
    expect(banned).toEqual([]);
  });

  test('a refusal counts like a loss, and one that cannot unpack is not asked again', async () => {
    const { failure, asked } = await run({ one: { archives, refuses: 'not-supported-yet' } });
    expect(failure?.code).toBe('not-supported-yet');
    expect(asked).toEqual(['one@0.0']);
    const busy = await run({ one: { archives, refuses: 'request-refused' }, two: { archives } });
    expect(busy.failure).toBe(null);
    expect(busy.asked).toEqual(['one@0.0', 'two@0.0']);
  });
});

describe('wrong bytes', () => {
  test('ban who sent them, and the next one sends the file again', async () => {
    const { failure, banned, asked, written } = await run({
      liar: { archives, change: (parts) => parts.map((part, at) => (at === 9 ? bit(part) : part)) },
      honest: { archives },
    });
    expect(failure).toBe(null);
    expect([banned, asked, written]).toEqual([['liar'], ['liar@0.0', 'honest@0.1'], 30]);
    expect(games()).toEqual(inRoot(whole));
  });

  test('of everybody fail the install, and say whose they were', async () => {
    const { failure } = await run({ liar: { archives, change: (parts) => parts.map(bit) } });
    expect(failure).toMatchObject({ code: 'bad-data', message: expect.stringContaining('liar') as string });
    expect(games()).toEqual({});
  });

  const begin = (path: string, size = 1): StreamPart => ({ kind: 'file-begin', path, size, crc32: 0 });
  const small: Record<string, Files> = { 'a.eti': { 'game.exe': 'the game' } };
  test.each<[string, (parts: StreamPart[]) => StreamPart[]]>([
    ['no plan', (parts) => parts.slice(1)],
    ['a second plan', replaced('archive-begin', (it) => [{ kind: 'plan', archives: [] }, it])],
    ['our marker', replaced('file-begin', () => [begin('.lanspread_owned')])],
    ['a larger file than planned', replaced('file-begin', () => [begin('game.exe', 1000)])],
    ['more bytes than announced', replaced('file-end', (it) => [{ kind: 'bytes', bytes: Buffer.from('x') }, it])],
    ['fewer bytes', replaced('bytes', () => [])],
    ['the file twice', replaced('archive-end', (it) => [begin('game.exe', 0), it])],
    ['an early end', replaced('archive-begin', () => [{ kind: 'complete' }])],
    ['no checksum', replaced('file-begin', () => [{ kind: 'file-begin', path: 'game.exe', size: 8, crc32: null }])],
    ['endless folders', replaced('file-begin', (it) => [{ kind: 'directory', path: 'x' }, it])],
  ])('are found in a stream with %s', async (_, change) => {
    const { failure, banned } = await run({ liar: { archives: small, change } });
    expect(failure?.code).toBe('bad-data');
    expect(banned).toEqual(['liar']);
    expect(games()).toEqual({});
  });

  test('a peer with other archives is passed over', async () => {
    const { failure, banned } = await run({
      one: { archives: small, lostAfter: () => 0 },
      two: { archives: { ...small, 'z.eti': {} } },
    });
    expect(failure).toMatchObject({ code: 'bad-manifest', message: expect.stringContaining('two') as string });
    expect(banned).toEqual([]);
  });

  test('a damaged archive over there is named, and asked for once', async () => {
    const error: StreamPart = { kind: 'error', code: 'archive-corrupt', message: 'a.eti is damaged.' };
    const { failure, asked, banned } = await run({
      one: { archives: small, change: replaced('file-end', () => [error]) },
    });
    expect(failure).toMatchObject({ code: 'archive-corrupt', message: 'one cannot unpack quake: a.eti is damaged.' });
    expect([asked, banned]).toEqual([['one@0.0'], []]);
    expect(games()).toEqual({});
  });
});

describe('a failure of this disk', () => {
  test('is not laid at the door of a peer', async () => {
    const full: Disk = {
      ...realDisk,
      open: async () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    };
    const { failure, asked, banned } = await run({ one: { archives }, two: { archives } }, full);
    expect(failure?.code).toBe('disk-full');
    expect([asked, banned]).toEqual([['one@0.0'], []]);
    expect(games()).toEqual({});
  });

  test('too little room is seen before a file is written', async () => {
    const opened: string[] = [];
    const small: Disk = {
      ...realDisk,
      freeBytes: async () => 60 * 2 ** 20,
      open: async (path, mode) => (opened.push(path), realDisk.open(path, mode)),
    };
    const { failure, written } = await run({ one: { archives } }, small);
    expect(failure?.code).toBe('disk-full');
    expect([opened, written]).toEqual([[], 0]);
    expect(games()).toEqual({});
  });

  test('an absurd plan is one that does not fit', async () => {
    const change = replaced('plan', () => [
      { kind: 'plan', archives: [{ name: 'a.eti', solid: false, unpackedBytes: 2 ** 52, files: 1, directories: 0 }] },
    ]);
    const { failure } = await run({ liar: { archives: { 'a.eti': { x: 'y' } }, change } });
    expect(failure?.code).toBe('disk-full');
  });
});

describe('the game root', () => {
  test('goes again when the install is cancelled, unless something has come into it', async () => {
    const abort = new AbortController();
    const cancel = (work?: () => Promise<void>): Record<string, MemorySender> => ({
      one: { archives, change: (parts) => (void (work?.() ?? abort.abort()), parts) },
    });
    const { failure } = await run(cancel(), undefined, abort.signal);
    expect(failure?.code).toBe('cancelled');
    expect(games()).toEqual({});
    const write = async () => writeFile(join(fixture.root, 'notes.txt'), 'mine');
    expect((await run({ one: { archives, change: (parts) => (void write(), parts), lostAfter: () => 4 } })).failure?.code).toBe('source-lost'); // prettier-ignore
    expect(games()).toEqual({ 'quake/notes.txt': 'mine' });
  });

  test('stays when it was there before, though empty', async () => {
    await putFiles(fixture.gameDir, { 'quake/': '' });
    expect((await run({ one: { archives, lostAfter: () => 5 } })).failure?.code).toBe('source-lost');
    expect(games()).toEqual({ 'quake/': '' });
  });
});
