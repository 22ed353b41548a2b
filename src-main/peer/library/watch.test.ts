// Real directories and the system's own events; a fake only for what a system refuses.
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Stop } from '../edge/stop.ts';
import { holdClock } from '../edge/testing/held-clock.ts';
import type { FolderEvents } from './watch-events.ts';
import { watchGameDir, type WatchOptions } from './watch.ts';

let parent = '';
let games = '';
let stops: Stop[] = [];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'lanspread-watch-'));
  games = join(parent, 'games');
  stops = [];
  await mkdir(games);
});
afterEach(async () => {
  await Promise.all(stops.map(async (stop) => stop()));
  await rm(parent, { recursive: true });
});

/** Starts watching; `until` waits for the next line of this text that was not waited for yet. */
function startWatching(more: Partial<WatchOptions> = {}) {
  const told: string[] = [];
  const waiting = new Set<() => void>();
  const tell = (line: string) => {
    told.push(line);
    for (const check of waiting) check();
  };
  let seen = 0;
  const until = async (line: string) =>
    new Promise<string[]>((resolve) => {
      const check = () => {
        const at = told.indexOf(line, seen);
        if (at < 0) return;
        waiting.delete(check);
        const passed = told.slice(seen, at + 1);
        seen = at + 1;
        resolve(passed);
      };
      waiting.add(check);
      check();
    });
  const stop = watchGameDir(games, {
    onGameDirty: (gameId) => tell(gameId),
    onEverythingDirty: (reason) => tell(`all: ${reason}`),
    onPresence: (present) => tell(present ? 'here' : 'gone'),
    onHint: (message) => tell(`hint: ${message.split(',')[0] ?? ''}`),
    log: (_level, message) => tell(`log: ${message}`),
    ...more,
  });
  stops.push(stop);
  return { told, until, stop };
}

const ready = 'all: the games folder is watched';

async function makeRoot(gameId: string, ...names: string[]): Promise<string> {
  const root = join(games, gameId);
  await mkdir(root);
  for (const name of names) await writeFile(join(root, name), name);
  return root;
}

describe('a change by hand marks its game', () => {
  const changes: [string, before: string[], change: (root: string) => Promise<unknown>][] = [
    ['version.ini made', [], async (root) => writeFile(join(root, 'version.ini'), '20200101')],
    ['version.ini rewritten', ['version.ini'], async (root) => writeFile(join(root, 'version.ini'), '20300303')],
    ['version.ini replaced in one step', ['version.ini', '.version.ini.tmp'], async (root) => rename(join(root, '.version.ini.tmp'), join(root, 'version.ini'))],
    ['version.ini removed', ['version.ini'], async (root) => rm(join(root, 'version.ini'))],
    ['version.ini parked', ['version.ini'], async (root) => rename(join(root, 'version.ini'), join(root, '.version.ini.discarded'))],
    ['local made', ['version.ini'], async (root) => mkdir(join(root, 'local'))],
    ['root removed', ['version.ini'], async (root) => rm(root, { recursive: true })],
    ['root renamed', ['version.ini'], async (root) => rename(root, join(parent, 'elsewhere'))],
  ]; // prettier-ignore
  it.each(changes)('%s', async (_name, before, change) => {
    const root = await makeRoot('quake', ...before);
    await makeRoot('other', 'version.ini');
    const { until } = startWatching();
    await until(ready);
    await change(root);
    expect(await until('quake')).not.toContain('other');
  });

  it('local removed', async () => {
    const root = await makeRoot('quake', 'version.ini');
    await mkdir(join(root, 'local'));
    const { until } = startWatching();
    await until(ready);
    await rm(join(root, 'local'), { recursive: true });
    expect(await until('quake')).toEqual(['quake']);
  });

  it('root added, and what is put in it afterwards', async () => {
    const { until } = startWatching();
    await until(ready);
    const root = await makeRoot('quake');
    await until('quake');
    await writeFile(join(root, 'version.ini'), '20200101');
    expect(await until('quake')).toEqual(['quake']);
  });
});

it('says nothing of archives, payloads, saves, links and stray files', async () => {
  const root = await makeRoot('quake', 'version.ini');
  await mkdir(join(root, 'local'));
  await mkdir(join(parent, 'linked'));
  const { until } = startWatching();
  await until(ready);
  await writeFile(join(root, 'quake.eti'), 'x');
  await writeFile(join(root, 'local', 'save.dat'), 'x');
  await mkdir(join(root, '.download'));
  await writeFile(join(root, '.download', 'version.ini'), 'x');
  await writeFile(join(games, 'note.txt'), 'x');
  await mkdir(join(games, '.lanspread'));
  await symlink(join(parent, 'linked'), join(games, 'linked'), 'junction');
  await makeRoot('last');
  expect(await until('last')).toEqual(['last']);
});

describe('the games folder itself', () => {
  it('is followed through a link', async () => {
    const target = join(parent, 'target');
    await rename(games, target);
    await symlink(target, games, 'junction');
    const { until } = startWatching();
    await until(ready);
    await makeRoot('quake');
    expect(await until('quake')).toEqual(['quake']);
  });

  it('may come later', async () => {
    await rm(games, { recursive: true });
    const { until, told } = startWatching();
    await mkdir(games);
    await until(ready);
    expect(told).toEqual([ready]);
    await makeRoot('quake');
    expect(await until('quake')).toEqual(['quake']);
  });

  it('is missed when moved away, and watched again when back', async () => {
    await makeRoot('quake', 'version.ini');
    const { until } = startWatching();
    await until(ready);
    await rename(games, join(parent, 'away'));
    await until(`hint: The games folder ${games} is gone. Bring it back`);
    await until('all: the games folder is gone');
    expect(await until('gone')).toEqual(['gone']);
    await rename(join(parent, 'away'), games);
    await until('here');
    await until(ready);
    await writeFile(join(games, 'quake', 'version.ini'), '20300303');
    expect(await until('quake')).toEqual(['quake']);
  });

  it('is watched anew when another one takes its place', async () => {
    await makeRoot('quake', 'version.ini');
    const { until } = startWatching();
    await until(ready);
    await mkdir(join(parent, 'new'));
    await rename(games, join(parent, 'old'));
    await rename(join(parent, 'new'), games);
    await until(ready);
    await makeRoot('doom');
    expect(await until('doom')).toEqual(['doom']);
  });
});

const scanned = 'all: the system cannot watch so many folders';

describe('where the system cannot watch', () => {
  it.each(['ENOSPC', 'EMFILE'])('%s: scans every 30 s and says so once', async (code) => {
    const { clock, pass, waits } = holdClock();
    const opened = Promise.withResolvers<FolderEvents>();
    let closed = 0;
    const { told, until, stop } = startWatching({
      clock,
      openEvents: (_folder, events) => {
        opened.resolve(events);
        return async () => void (closed += 1);
      },
    });
    const events = await opened.promise;
    const refuse = () => events.onError(Object.assign(new Error('refused'), { code }));
    refuse();
    refuse();
    events.onReady();
    events.onChange(join(games, 'quake'));
    await until(scanned);
    pass(30_000);
    await until(scanned);
    expect(told.filter((line) => line.startsWith('hint'))).toHaveLength(1);
    expect(told.filter((line) => line === scanned)).toHaveLength(2);
    expect([told.includes('quake'), closed > 0]).toEqual([false, true]);
    await stop();
    expect(waits()).toEqual([]);
  });

  it('an unreadable root is logged once and nothing else', async () => {
    const opened = Promise.withResolvers<FolderEvents>();
    const openEvents = (_folder: string, events: FolderEvents) => {
      opened.resolve(events);
      return async () => {};
    };
    const { told } = startWatching({ openEvents });
    const events = await opened.promise;
    const refuse = () => events.onError(Object.assign(new Error('refused'), { code: 'EACCES' }));
    refuse();
    refuse();
    expect(told).toEqual([`log: watching ${games}: refused`]);
  });

  it('a network drive is scanned every 30 s', async () => {
    const { clock, pass } = holdClock();
    const { until } = startWatching({ clock, isNetworkDrive: async () => true });
    const line = 'all: the games folder is on a network drive';
    await until(line);
    pass(30_000);
    expect(await until(line)).toEqual([line]);
  });
});
