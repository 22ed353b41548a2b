import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Disk } from './disk/disk.ts';
import { realDisk } from './disk/real-disk.ts';
import { makeTempDir } from './disk/testing/temp-dir.ts';
import { createDownloadQueue, type DownloadQueueOptions } from './download-queue.ts';
import { openQueueStore, type SavedDownload } from './queue-store.ts';

const entries: SavedDownload[] = [
  { gameId: 'alpha', install: true, inPlace: false, state: 'queued', error: null },
  { gameId: 'beta', install: false, inPlace: true, state: 'paused', error: null },
  {
    gameId: 'gamma',
    install: true,
    inPlace: false,
    state: 'failed',
    error: { code: 'disk-full', message: 'Full.', hint: 'Free some space.' },
  },
];
const installs = ['delta'];
const empty = { entries: [], installs: [] };

function opened(stateDir: string, disk: Disk = realDisk) {
  const lines: string[] = [];
  const store = openQueueStore({ disk, stateDir, log: (level, message) => void lines.push(`${level} ${message}`) });
  return { store, lines, file: join(stateDir, 'download-queue.json') };
}

describe('openQueueStore', () => {
  it('is empty at first and writes nothing', async () => {
    await using dir = await makeTempDir();
    const { store, lines } = opened(dir.path);
    expect([await store.load(), lines, await readdir(dir.path)]).toEqual([empty, [], []]);
  });

  it('keeps every entry, in order', async () => {
    await using dir = await makeTempDir();
    const { store } = opened(dir.path);
    store.save({ entries, installs });
    await store.flush();
    expect(await opened(dir.path).store.load()).toEqual({ entries, installs });
    expect(await readdir(dir.path)).toEqual(['download-queue.json']);
  });

  it('writes one after another, and of many at once the latest; the same text only once', async () => {
    await using dir = await makeTempDir();
    let writing = 0;
    const written: string[] = [];
    const writeText: Disk['writeText'] = async (path, text) => {
      expect(writing++).toBe(0);
      written.push(text);
      await realDisk.writeText(path, text);
      writing--;
    };
    const { store } = opened(dir.path, { ...realDisk, writeText });
    store.save({ entries, installs });
    await store.flush();
    for (let count = 0; count < 20; count++) store.save({ entries: entries.slice(count % 3), installs: [] });
    store.save({ entries: entries.slice(2), installs: [] });
    await store.flush();
    store.save({ entries: entries.slice(2), installs: [] });
    await store.flush();
    expect(written).toHaveLength(2);
    expect(await opened(dir.path).store.load()).toEqual({ entries: entries.slice(2), installs: [] });
  });

  it.each([
    '',
    '{',
    '[]',
    '{"schema":2,"entries":[]}',
    '{"schema":1,"entries":[{"gameId":"alpha"}]}',
    '{"schema":1,"entries":[{"gameId":"../x","install":true,"inPlace":false,"state":"queued","error":null}]}',
    '{"schema":1,"entries":[{"gameId":"a","install":true,"inPlace":false,"state":"flying","error":null}]}',
  ])('keeps the damaged file %j aside, says so, and is empty', async (text) => {
    await using dir = await makeTempDir();
    const { store, file, lines } = opened(dir.path);
    await writeFile(file, text);
    await writeFile(`${file}.corrupt`, 'an older one');
    expect(await store.load()).toEqual(empty);
    expect(await readdir(dir.path)).toEqual(['download-queue.json.corrupt']);
    expect(await readFile(`${file}.corrupt`, 'utf8')).toBe(text);
    expect(lines).toEqual([expect.stringMatching(/^warn .*\.corrupt/)]);
  });

  it('takes each game once, at its first place', async () => {
    await using dir = await makeTempDir();
    const { store, file } = opened(dir.path);
    const [first, second] = entries;
    await writeFile(file, JSON.stringify({ schema: 1, entries: [first, second, { ...first, state: 'paused' }] }));
    expect(await store.load()).toEqual({ entries: [first, second], installs: [] });
  });

  it('reads what was saved before installs were', async () => {
    await using dir = await makeTempDir();
    const { store, file } = opened(dir.path);
    await writeFile(file, JSON.stringify({ schema: 1, entries }));
    expect(await store.load()).toEqual({ entries, installs: [] });
  });

  it('says when it cannot be saved, and saves the next time', async () => {
    await using dir = await makeTempDir();
    const stateDir = join(dir.path, 'state');
    const { store, lines } = opened(stateDir);
    store.save({ entries, installs });
    await store.flush();
    expect(lines).toEqual([expect.stringMatching(/^warn .*could not be saved/)]);
    await mkdir(stateDir);
    store.save({ entries, installs });
    await store.flush();
    expect(await opened(stateDir).store.load()).toEqual({ entries, installs });
    await rm(stateDir, { recursive: true });
  });
});

describe('a queue over a restart', () => {
  /** Downloads that never end by themselves, as when the program is killed. */
  function launch(stateDir: string) {
    const started: string[] = [];
    const { store } = opened(stateDir);
    const start: DownloadQueueOptions['start'] = ({ gameId }, onEnded) => {
      started.push(gameId);
      return { abort: (why) => onEnded({ kind: 'cancelled', why }) };
    };
    const queue = createDownloadQueue({
      store,
      start,
      install: () => {},
      discard: async () => {},
      isBusy: () => false,
      isKnown: () => true,
      onChange: () => {},
      log: () => {},
    });
    return { queue, store, started };
  }

  it.each(['killed', 'stopped'])('goes on by itself after it was %s', async (how) => {
    await using dir = await makeTempDir();
    const first = launch(dir.path);
    await first.queue.restore();
    for (const gameId of ['alpha', 'beta', 'gamma']) first.queue.add(gameId, { install: true, inPlace: false });
    first.queue.move('gamma', 1);
    first.queue.pause('beta');
    await (how === 'killed' ? first.store.flush() : first.queue.stop());

    const second = launch(dir.path);
    await second.queue.restore();
    expect(second.queue.list().map(({ gameId, state }) => `${gameId}:${state}`)).toEqual([
      'alpha:running',
      'gamma:queued',
      'beta:paused',
    ]);
    expect([first.started, second.started]).toEqual([['alpha'], ['alpha']]);
    await second.queue.stop();
  });
});
