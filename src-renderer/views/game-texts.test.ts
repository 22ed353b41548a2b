// The words on cards, in the sheet and in questions.
import { describe, expect, it } from 'vitest';
import type { GameRow } from '../../src-shared/game.ts';
import { gameActions } from '../game-action.ts';
import { firstDownloadView, firstInstallView } from '../store/progress.ts';
import type { GameView } from '../store/use-app.ts';
import { downloadProgress } from '../testing/stand-in-bridge.ts';
import { gameRow } from '../testing/stand-in-games.ts';
import { descriptionLines } from './description.ts';
import { factsOf, playersText } from './game-facts.ts';
import { bytesDone, chipOf, shareDone, statusLineOf } from './game-status.ts';
import { questionText } from './question-text.ts';
import { checkForm } from './settings-form.ts';

const here = { downloaded: true, localVersion: '20250301', localBytes: 5_000_000 };

function viewOf(facts: Partial<GameRow>, change: Partial<GameView> = {}): GameView {
  const row = gameRow({ id: 'x', title: 'X', genre: 'Racing', ...facts });
  const base = { operation: null, checking: false, download: null, install: null, failure: null, ...change };
  const { operation, checking } = base;
  return { ...base, row, actions: gameActions(row, { operation, checking, starting: false, canOpenFolder: false }) };
}

const downloading = (change: Partial<ReturnType<typeof downloadProgress>> = {}) =>
  viewOf(
    { peerCount: 1 },
    {
      operation: 'downloading',
      download: firstDownloadView({ ...downloadProgress('x', 2_000_000_000, 0.5), ...change }, 0),
    },
  );

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
    ['failed', viewOf(here, { failure: { code: 'disk-full', message: 'Full.' } }), 'Failed', 'bad'],
    ['checking', viewOf({ peerCount: 1 }, { checking: true }), 'Checking PCs', 'busy'],
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
    ['phase', downloading({ phase: 'verifying' }), 'Verifying…'],
    ['other operation', viewOf(here, { operation: 'uninstalling' }), 'Uninstalling…'],
  ])('%s', (_, view, text) => expect(statusLineOf(view).text).toBe(text));
});

it('shows the progress of what runs now', () => {
  expect(shareDone(downloading())).toBe(0.5);
  expect(bytesDone(downloading())).toBe('1 GB of 2 GB');
  const install = firstInstallView({ gameId: 'x', writtenBytes: 1, totalBytes: 4 });
  expect(shareDone(viewOf(here, { operation: 'installing', install }))).toBe(0.25);
  expect(shareDone(viewOf(here, { operation: 'uninstalling' }))).toBeNull();
  expect(bytesDone(viewOf(here))).toBe('');
});

it('lists only known facts', () => {
  const labels = factsOf(viewOf({ ...here, localVersion: '20200101', year: 2020, minPlayers: 2, maxPlayers: 8 }));
  expect(labels.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    'Status: Downloaded',
    'In the room: Nobody in the room has it',
    'On this PC: 5 MB',
    'Players: 2–8',
    'Version: 2025-03-01',
    'Version here: 2020-01-01',
    'Year: 2020',
  ]);
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
  it('uninstall says what goes and what stays', () => {
    const { lines } = questionText('uninstall', gameRow({ id: 'x', ...here, installed: true }));
    expect(lines[0]).toContain('saves');
    expect(lines[1]).toContain('Keeps the downloaded files (5 MB)');
    expect(questionText('uninstall', gameRow({ id: 'x', installed: true })).lines[1]).toContain('downloading again');
  });

  it('remove says what getting it back costs', () => {
    expect(questionText('remove-download', gameRow({ id: 'x', ...here, peerCount: 2 })).lines[1]).toContain(
      '2 other PCs',
    );
    expect(questionText('remove-download', gameRow({ id: 'x', ...here })).lines[1]).toContain('may not get it back');
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
