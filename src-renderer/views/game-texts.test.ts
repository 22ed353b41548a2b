// The words on cards, in the sheet and in questions.
import { describe, expect, it } from 'vitest';
import type { QueueState } from '../../src-shared/download-queue.ts';
import type { GameRow } from '../../src-shared/game.ts';
import type { UninstallPreview } from '../../src-shared/peer-command.ts';
import type { LaunchKind } from '../../src-shared/running-game.ts';
import { gameActions } from '../game-action.ts';
import type { QueuePlace } from '../queue-place.ts';
import { firstDownloadView, firstInstallView, verifyView, withoutRates } from '../store/progress.ts';
import type { Question } from '../store/ui-state.ts';
import type { GameView } from '../store/use-app.ts';
import { downloadProgress, uninstallPreview } from '../testing/stand-in-snapshots.ts';
import { gameRow } from '../testing/stand-in-games.ts';
import { descriptionLines } from './description.ts';
import { factsOf, gameFolderPath, playersText } from './game-facts.ts';
import {
  bytesDone,
  cellName,
  chipOf,
  downloadText,
  headingOf,
  isStill,
  isUnshareable,
  onOneLine,
  shareDone,
  statusLineOf,
} from './game-status.ts';
import { isMoot, keepText, questionText } from './question-text.ts';
import { checkForm } from './settings-form.ts';

const here = { downloaded: true, localVersion: '20250301', localBytes: 5_000_000 };

function viewOf(facts: Partial<GameRow>, change: Partial<GameView> = {}): GameView {
  const row = gameRow({ id: 'x', title: 'X', genre: 'Racing', ...facts });
  const base = {
    operation: null,
    queued: null,
    checking: false,
    playing: null,
    serving: null,
    download: null,
    install: null,
    verification: null,
    failure: null,
    ...change,
  };
  const runs = { starting: false, playing: base.playing !== null, serving: base.serving !== null };
  const situation = { ...base, ...runs, ending: false, canServe: false, canOpenFolder: false };
  return { ...base, row, actions: gameActions(row, situation) };
}

const inQueue = (state: QueueState, turn = 1): QueuePlace => ({
  gameId: 'x',
  install: true,
  state,
  error: null,
  position: turn - 1,
  count: 3,
  turn,
});

const downloading = (change: Partial<ReturnType<typeof downloadProgress>> = {}) =>
  viewOf(
    { peerCount: 1 },
    {
      operation: 'downloading',
      download: firstDownloadView({ ...downloadProgress('x', 2_000_000_000, 0.5), ...change }, 0),
    },
  );

it('a failed game says what to do, in the name of its card and on a line of the list', () => {
  const failed = viewOf(here, { failure: { code: 'disk-full', message: 'The disk is full.', hint: 'Free some.' } });
  expect(cellName(failed)).toBe('X, Failed, The disk is full. Free some.');
  expect(onOneLine(statusLineOf(failed))).toBe('The disk is full. Free some.');
});

it('an install without its archive is marked as not shareable, by sight and by name', () => {
  const streamed = viewOf({ installed: true, availability: 'LocalOnly' });
  expect(isUnshareable(streamed)).toBe(true);
  expect(cellName(streamed)).toBe('X, Installed, Not shareable, Size unknown · Racing');
  const whole = viewOf({ ...here, installed: true, availability: 'Ready' });
  expect(isUnshareable(whole)).toBe(false);
  expect(cellName(whole)).toBe('X, Installed, 5 MB · Racing');
});

const run = (kind: LaunchKind) => ({ gameId: 'x', kind, sinceMs: new Date(2026, 0, 1, 20, 15).getTime() });

const kept = (state: QueueState) =>
  viewOf({ peerCount: 1 }, { queued: inQueue(state), download: downloading().download });
const waitingFor = 'Waiting for a PC that has the last 5 MB.';
const closeFirst = 'Waits until the game is closed.';
const waitingInstall = firstInstallView({ gameId: 'x', writtenBytes: 0, totalBytes: 0, waitingFor: closeFirst });
const waitingRepair = verifyView({ gameId: 'x', checkedBytes: 5, totalBytes: 5, waitingFor: closeFirst });
const full = { code: 'disk-full', message: 'Full.' } as const;

const lost = withoutRates(firstDownloadView(downloadProgress('x', 2_000_000_000, 0.5), 0));

const stalled = () => {
  const view = downloading();
  return { ...view, download: view.download && { ...view.download, bytesPerSecond: 0 } };
};

describe('chip', () => {
  it.each<[string, GameView, string | undefined, string | undefined]>([
    ['nothing here', viewOf({ peerCount: 1 }), undefined, undefined],
    ['downloaded', viewOf(here), 'Downloaded', 'warm'],
    ['installed', viewOf({ ...here, installed: true }), 'Installed', 'good'],
    ['update', viewOf({ ...here, localVersion: '20200101', peerCount: 1 }), 'Update', 'new'],
    ['older than its files', viewOf({ ...here, installed: true, installedVersion: '20200101' }), 'Update', 'new'],
    ['streamed, older', viewOf({ installed: true, installedVersion: '20200101', peerCount: 1 }), 'Update', 'new'],
    ['failed', viewOf(here, { failure: { code: 'disk-full', message: 'Full.' } }), 'Failed', 'bad'],
    ['checking', viewOf({ peerCount: 1 }, { checking: true }), 'Checking PCs', 'busy'],
    ['queued', viewOf({ peerCount: 1 }, { queued: inQueue('queued', 2) }), 'Queued (2nd)', 'new'],
    ['queued behind many', viewOf({}, { queued: inQueue('queued', 23) }), 'Queued (23rd)', 'new'],
    ['queued eleventh', viewOf({}, { queued: inQueue('queued', 11) }), 'Queued (11th)', 'new'],
    ['paused', viewOf({ peerCount: 1 }, { queued: inQueue('paused') }), 'Paused', 'quiet'],
    ['download failed', viewOf({}, { queued: inQueue('failed'), failure: full }), 'Failed', 'bad'],
    ['update queued', viewOf({ ...here, installed: true }, { queued: inQueue('queued') }), 'Queued (1st)', 'new'],
    ['waiting', downloading({ phase: 'waiting', bytesPerSecond: 0 }), 'Waiting', 'warm'],
    ['stalled', viewOf({}, { queued: inQueue('stalled') }), 'Waiting', 'warm'],
    ['verifying', viewOf(here, { operation: 'verifying' }), 'Verifying', 'busy'],
    ['playing', viewOf({ installed: true }, { playing: run('game') }), 'Playing', 'busy'],
    ['being set up', viewOf({}, { playing: { ...run('game'), settingUp: true } }), 'Being set up', 'busy'],
    ['playing, server too', viewOf({}, { playing: run('game'), serving: run('server') }), 'Playing', 'busy'],
    ['serving', viewOf({ installed: true }, { serving: run('server') }), 'Server runs', 'busy'],
    ['busy wins', viewOf(here, { operation: 'installing' }), 'Installing', 'busy'],
  ])('%s', (_, view, text, tone) => {
    expect(chipOf(view)?.text).toBe(text);
    expect(chipOf(view)?.tone).toBe(tone);
  });
});

describe('status line', () => {
  it.each<[string, GameView, string]>([
    ['facts', viewOf(here), '5 MB · Racing'],
    ['unknown size, no genre', viewOf({ installed: true, genre: undefined }), 'Size unknown'],
    ['nobody', viewOf({}), 'Nobody in the room has it'],
    ['error in words', viewOf(here, { failure: { code: 'disk-full', message: 'Full.' } }), 'Full.'],
    ['rate, sources, time', downloading(), '110 MB/s from 4 PCs\n10 s left'],
    ['no rate yet', downloading({ bytesPerSecond: 0 }), 'Starting the transfer…'],
    ['0 B/s has a reason', stalled(), 'Waiting for a PC that has the rest'],
    ['lost, so nothing moves', viewOf({}, { operation: 'downloading', download: lost }), '–'],
    ['phase', downloading({ phase: 'verifying' }), 'Checking what is here…'],
    ['waiting for something', downloading({ phase: 'waiting', waitingFor }), waitingFor],
    ['waiting for anything', downloading({ phase: 'waiting' }), 'Waiting for a PC that has it…'],
    ['stalled', viewOf({}, { queued: inQueue('stalled') }), 'Waiting for a PC that has it…'],
    ['queued next', viewOf({}, { queued: inQueue('queued') }), 'Starts next'],
    ['queued second', viewOf({}, { queued: inQueue('queued', 2) }), 'Starts after 1 other download'],
    ['paused', kept('paused'), 'Goes on where it stopped'],
    ['paused, and refused to go on', viewOf({}, { queued: inQueue('paused'), failure: full }), 'Full.'],
    ['download failed', viewOf({}, { queued: inQueue('failed'), failure: full }), 'Full.'],
    ['verifying', viewOf(here, { operation: 'verifying' }), 'Verifying…'],
    ['update waits', viewOf(here, { operation: 'updating', install: waitingInstall }), closeFirst],
    ['repair waits', viewOf(here, { operation: 'verifying', verification: waitingRepair }), closeFirst],
    ['other operation', viewOf(here, { operation: 'uninstalling' }), 'Uninstalling…'],
    ['playing', viewOf({ installed: true }, { playing: run('game') }), 'Playing since 20:15'],
    ['serving', viewOf({ installed: true }, { serving: run('server') }), 'The server runs since 20:15'],
    [
      'server, being set up',
      viewOf({}, { serving: { ...run('server'), settingUp: true } }),
      'Being set up since 20:15',
    ],
    ['playing, and something failed', viewOf({}, { playing: run('game'), failure: full }), 'Full.'],
  ])('%s', (_, view, text) => expect(statusLineOf(view).text).toBe(text));
});

describe('an install straight from the room', () => {
  const streaming = (change: Partial<ReturnType<typeof downloadProgress>> = {}) => ({
    ...downloading(change),
    operation: 'streaming' as const,
  });

  it('says rate, sources and time left as a download does', () => {
    expect(statusLineOf(streaming()).text).toBe('110 MB/s from 4 PCs\n10 s left');
    expect(downloadText(streaming())).toBe('110 MB/s · 10 s left');
    expect([shareDone(streaming()), bytesDone(streaming())]).toEqual([0.5, '1 GB of 2 GB']);
  });

  it('says what it waits for', () => {
    const waiting = streaming({ phase: 'waiting', waitingFor: closeFirst });
    expect([chipOf(waiting)?.text, statusLineOf(waiting).text, isStill(waiting)]).toEqual([
      'Waiting',
      closeFirst,
      true,
    ]);
  });

  it('has only its name to show until the first word', () => {
    const view = viewOf({ peerCount: 1 }, { operation: 'streaming' });
    expect([statusLineOf(view).text, shareDone(view), bytesDone(view)]).toEqual([
      'Installing from the room…',
      null,
      '',
    ]);
  });
});

it('has a line for the list, where a second one would be lost', () => {
  const download = firstDownloadView(downloadProgress('x', 3_000_000_000, 0), 0);
  const status = statusLineOf(viewOf({}, { operation: 'downloading', download }));
  expect(status.text).toBe('110 MB/s from 4 PCs\n30 s left');
  expect(onOneLine(status)).toBe('110 MB/s from 4 PCs · 30 s left');
});

it('shows the progress of what runs now', () => {
  expect(shareDone(downloading())).toBe(0.5);
  expect(bytesDone(downloading())).toBe('1 GB of 2 GB');
  const install = firstInstallView({ gameId: 'x', writtenBytes: 1, totalBytes: 4 });
  expect(shareDone(viewOf(here, { operation: 'installing', install }))).toBe(0.25);
  expect(shareDone(viewOf(here, { operation: 'uninstalling' }))).toBeNull();
  expect(bytesDone(viewOf(here))).toBe('');
});

it.each<QueueState>(['paused', 'failed', 'queued'])('shows what is kept of a %s download', (state) => {
  expect(shareDone(kept(state))).toBe(0.5);
  expect(bytesDone(kept(state))).toBe('1 GB of 2 GB');
  expect(isStill(kept(state))).toBe(true);
});

it('offers to cancel an update that waits, and to stop what it waits for', () => {
  const playing = { gameId: 'x', kind: 'game' as const, sinceMs: 0 };
  const { actions, ...view } = viewOf(here, { operation: 'updating', install: waitingInstall, playing });
  expect([actions.primary, ...actions.secondary].map(({ kind }) => kind)).toEqual(['cancel-install', 'stop-game']);
  expect([chipOf({ ...view, actions })?.text, isStill({ ...view, actions })]).toEqual(['Waiting', true]);
});

it('shows how far verifying is', () => {
  const view = viewOf(here, {
    operation: 'verifying',
    verification: verifyView({ gameId: 'x', checkedBytes: 1_000_000, totalBytes: 5_000_000 }),
  });
  expect([shareDone(view), bytesDone(view), isStill(view)]).toEqual([0.2, '1 MB of 5 MB', false]);
});

describe('line of downloads', () => {
  it.each<[string, GameView, string]>([
    ['running', downloading(), '110 MB/s · 10 s left'],
    ['stalled', stalled(), 'Waiting for a PC that has the rest'],
    ['waiting', downloading({ phase: 'waiting', waitingFor }), waitingFor],
    ['another phase', downloading({ phase: 'checking-space' }), 'Checking free space…'],
    ['paused: never a rate', kept('paused'), 'Goes on where it stopped'],
    ['failed says so elsewhere', kept('failed'), ''],
  ])('%s', (_, view, text) => expect(downloadText(view)).toBe(text));

  it.each<[string, GameView, string]>([
    ['running', downloading(), 'Downloading'],
    ['phase', downloading({ phase: 'finalising' }), 'Finishing'],
    ['waiting', downloading({ phase: 'waiting' }), 'Waiting'],
    ['paused', kept('paused'), 'Paused'],
    ['failed', { ...kept('failed'), failure: full }, 'Failed'],
    ['verifying', viewOf(here, { operation: 'verifying' }), 'Verifying'],
  ])('is headed: %s', (_, view, text) => expect(headingOf(view)).toBe(text));
});

it('lists only known facts', () => {
  const labels = factsOf(viewOf({ ...here, localVersion: '20200101', year: 2020, minPlayers: 2, maxPlayers: 8 }));
  expect(labels.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    'Status: Downloaded',
    'In the room: Nobody in the room has it',
    'On this PC: 5 MB',
    'Players: 2–8',
    'Version: 2025-03-01',
    'Downloaded version: 2020-01-01',
    'Year: 2020',
  ]);
});

it.each<[string, Partial<GameRow>, string[]]>([
  ['all the same', { ...here, installedVersion: '20250301' }, ['Installed version: 2025-03-01']],
  [
    'the install lags behind',
    { ...here, installedVersion: '20240101' },
    ['Downloaded version: 2025-03-01', 'Installed version: 2024-01-01'],
  ],
  ['nobody has noted it', here, []],
  ['streamed', { installedVersion: '20240101' }, ['Installed version: 2024-01-01']],
  ['streamed by a former version', {}, ['Installed version: Unknown']],
])('which versions are here: %s', (_, row, facts) => {
  const all = factsOf(viewOf({ ...row, installed: true })).map(({ label, value }) => `${label}: ${value}`);
  expect(all.filter((text) => /^(Installed|Downloaded) version/.test(text))).toEqual(facts);
});

it.each([
  [1, 1, '1'],
  [2, 8, '2–8'],
  [undefined, 8, 'up to 8'],
  [2, undefined, '2 or more'],
  [undefined, undefined, null],
])('players %s to %s', (minPlayers, maxPlayers, text) => {
  expect(playersText(gameRow({ id: 'x', minPlayers, maxPlayers }))).toBe(text);
});

it('breaks descriptions at <br> and nowhere else, and leaves markup as text', () => {
  const lines = descriptionLines('One<br>two<BR/><br />\n <b>three</b>').map(({ line }) => line);
  expect(lines).toEqual(['One', 'two', '<b>three</b>']);
  expect(descriptionLines('')).toEqual([]);
});

describe('questions', () => {
  it('cancelling says how much goes, that pausing keeps it, and what stays', () => {
    const { lines, no } = questionText({ kind: 'cancel-download' }, gameRow({ id: 'x' }), 695_000_000);
    expect(lines).toEqual([
      'Deletes the 695 MB that were fetched so far.',
      'Pause keeps it, and goes on later where it stopped.',
    ]);
    // Beside “Cancel download”, “Cancel” would be a riddle.
    expect(no).toBe('Keep it');
    const update = questionText({ kind: 'discard-download' }, gameRow({ id: 'x', ...here }), null);
    expect(update.lines[0]).toBe('Deletes what was fetched so far. The version that is on this PC stays.');
  });

  it('cancelling an install from the room says how much goes, and that there is no pause', () => {
    const { lines, no } = questionText({ kind: 'cancel-stream-install' }, gameRow({ id: 'x' }), 695_000_000);
    expect(lines[0]).toBe('Deletes the 695 MB that were unpacked so far.');
    expect(lines[1]).toContain('begins anew');
    expect(no).toBe('Let it run');
  });

  it.each([
    [false, 'Cancel the installation of X?', 'The downloaded files stay, so it can be installed later.'],
    [true, 'Cancel the update of X?', 'The installed version stays, and so do the downloaded files of the new one.'],
  ])('cancelling an install says what goes and what stays; an update: %s', (installed, title, keeps) => {
    const row = gameRow({ id: 'x', title: 'X', ...here, installed });
    const text = questionText({ kind: 'cancel-install' }, row, 695_000_000);
    expect(text).toMatchObject({ title, lines: ['Deletes the 695 MB that were unpacked so far.', keeps] });
    expect(questionText({ kind: 'cancel-install' }, row, 0).lines).toEqual([keeps]);
  });

  it('replacing in place says that there is no way back', () => {
    const old = gameRow({ id: 'x', ...here, localVersion: '20240101' });
    const { lines } = questionText({ kind: 'replace-in-place' }, old, null);
    expect(lines.join(' ')).toContain('version from 2024-01-01');
    expect(lines.join(' ')).toContain('no way back');
    expect(lines.join(' ')).not.toContain('installed');
    expect(questionText({ kind: 'replace-in-place' }, { ...old, installed: true }, null).lines).toHaveLength(3);
  });

  it.each<[Question['kind'], GameView, boolean]>([
    ['cancel-download', downloading(), false],
    ['cancel-download', kept('paused'), false],
    ['cancel-download', viewOf({ ...here, installed: true }), true],
    ['discard-download', viewOf({}), true],
    ['cancel-stream-install', viewOf({}, { operation: 'streaming' }), false],
    ['cancel-stream-install', viewOf({ installed: true }), true],
    ['cancel-install', viewOf(here, { operation: 'installing' }), false],
    ['cancel-install', viewOf(here, { operation: 'uninstalling' }), true],
    ['uninstall', viewOf({ installed: true }), false],
    ['uninstall', viewOf(here), true],
    ['remove-download', viewOf({}), true],
    ['replace-in-place', viewOf(here), false],
    ['stop-game', viewOf({}, { playing: run('game') }), false],
    ['stop-game', viewOf({}, { serving: run('server') }), true],
    ['stop-server', viewOf({}, { serving: run('server') }), false],
    ['stop-server', viewOf({}, { playing: run('game') }), true],
  ])('%s is over when there is nothing left to decide', (kind, view, moot) => {
    expect(isMoot(kind, view)).toBe(moot);
  });

  it('uninstall says what goes and what stays', () => {
    const { lines } = questionText({ kind: 'uninstall' }, gameRow({ id: 'x', ...here, installed: true }), null);
    expect(lines[0]).toContain('Saves and settings inside its folder are kept');
    expect(lines[1]).toContain('Keeps the downloaded files (5 MB)');
    expect(questionText({ kind: 'uninstall' }, gameRow({ id: 'x', installed: true }), null).lines[1]).toContain(
      'downloading again',
    );
  });

  it('uninstall counts the game and the files of the player apart', () => {
    const preview = uninstallPreview('x');
    const row = gameRow({ id: 'x', ...here, installed: true });
    const first = (change: Partial<UninstallPreview>) =>
      questionText({ kind: 'uninstall', preview: { ...preview, ...change } }, row, null).lines[0];
    expect(first({})).toBe('Deletes the installed game: 407 files, 2.3 GB.');
    expect(first({ playerFiles: 0, playerBytes: 0 })).toContain('None of its files is yours');
    expect(keepText(preview, true)).toEqual({
      label: 'Keep my 5 files (1.8 MB)',
      examples: 'config/keys.cfg, saves/autosave.sav, saves/level 7.sav and 2 more',
      fate: expect.stringContaining('come back') as string,
    });
    expect(keepText({ ...preview, playerFiles: 1, examples: ['a.sav'] }, false)).toMatchObject({
      label: 'Keep my 1 file (1.8 MB)',
      examples: 'a.sav',
      fate: expect.stringContaining('for good') as string,
    });
  });

  it('stopping says what is lost, and that it may go on', () => {
    const row = gameRow({ id: 'x', title: 'X' });
    expect(questionText({ kind: 'stop-game' }, row, null)).toMatchObject({ title: 'Stop X?', no: 'Let it run' });
    expect(questionText({ kind: 'stop-game' }, row, null).lines[0]).toContain('not saved');
    expect(questionText({ kind: 'stop-server' }, row, null).title).toBe('Stop the server of X?');
  });

  it('remove says what getting it back costs', () => {
    expect(
      questionText({ kind: 'remove-download' }, gameRow({ id: 'x', ...here, peerCount: 2 }), null).lines[1],
    ).toContain('2 other PCs');
    expect(questionText({ kind: 'remove-download' }, gameRow({ id: 'x', ...here }), null).lines[1]).toContain(
      'may not get it back',
    );
  });
});

it.each([
  ['', '', true, true],
  ['  ', '/g', true, false],
  ['x'.repeat(33), '/g', true, false],
  ['x'.repeat(32), '/g', false, false],
])('form “%s” “%s”', (name, folder, badName, badFolder) => {
  const problems = checkForm(name, folder);
  expect([problems.name !== null, problems.folder !== null]).toEqual([badName, badFolder]);
});

it.each([
  ['/home/robin/Games', '/home/robin/Games/quake'],
  ['/', '/quake'],
  ['C:\\Games\\', 'C:\\Games\\quake'],
  ['D:/Games', 'D:/Games\\quake'],
  ['\\\\nas\\games', '\\\\nas\\games\\quake'],
])('names the folder of a game in %s', (gameDir, folder) => {
  expect(gameFolderPath(gameDir, 'quake')).toBe(folder);
});

it('says how much differs before anything is repaired', () => {
  const found = { files: 214, checkedBytes: 1, badFiles: 3, badPieces: 9, badBytes: 18_000_000, repaired: false };
  const { title, lines, yes, no } = questionText({ kind: 'repair', found }, viewOf(here).row, null);
  expect([title, lines[0], yes, no]).toEqual([
    'Repair X?',
    '3 of 214 files differ, 18 MB to fetch.',
    'Repair',
    'Leave as is',
  ]);
  expect(isMoot('repair', viewOf(here))).toBe(false);
  expect(isMoot('repair', viewOf(here, { operation: 'installing' }))).toBe(true);
});
