// The one primary step of a game, and the rest.
import { describe, expect, it } from 'vitest';
import type { QueueState } from '../src-shared/download-queue.ts';
import type { GameRow } from '../src-shared/game.ts';
import { hasUpdate } from '../src-shared/game-version.ts';
import type { OperationKind } from '../src-shared/operation.ts';
import { gameActions, relevantBytes, type GameSituation } from './game-action.ts';
import { gameRow } from './testing/stand-in-games.ts';

const idle: GameSituation = {
  operation: null,
  queued: null,
  failure: null,
  checking: false,
  starting: false,
  playing: false,
  serving: false,
  ending: false,
  canServe: false,
  canOpenFolder: false,
};
const inQueue = (state: QueueState, turn = 1): Pick<GameSituation, 'queued'> => ({
  queued: { gameId: 'xonotic', install: true, state, error: null, position: turn - 1, count: 3, turn },
});
const diskFull = { failure: { code: 'disk-full', message: 'Full.' } } as const;
const remote = { peerCount: 2, remoteBytes: 1_200_000_000 };
const here = { downloaded: true, localVersion: '20250301', localBytes: 1_200_000_000 };
const old = { ...here, localVersion: '20240101' };
const behind = { ...here, installed: true, installedVersion: '20240101' };
const behindOld = { ...behind, localVersion: '20240601' };
const streamed = { ...remote, installed: true, installedVersion: '20250301' };
const streamedOld = { ...streamed, installedVersion: '20240101' };

const xonotic = (facts: Partial<GameRow>) => gameRow({ id: 'xonotic', title: 'Xonotic', ...facts });

describe('primary action', () => {
  it.each<[string, Partial<GameRow>, Partial<GameSituation>, string, string, boolean]>([
    ['in the room', remote, {}, 'download', 'Download (1.2 GB)', true],
    ['size only in the catalog', { peerCount: 1, size: 5_000_000 }, {}, 'download', 'Download (5 MB)', true],
    ['size unknown', { peerCount: 1 }, {}, 'download', 'Download', true],
    ['asking the room', remote, { checking: true }, 'wait', 'Checking PCs…', false],
    ['downloading', remote, { operation: 'downloading' }, 'pause-download', 'Pause', true],
    [
      'downloading wins over asking',
      remote,
      { operation: 'downloading', checking: true },
      'pause-download',
      'Pause',
      true,
    ],
    ['queued', remote, inQueue('queued'), 'cancel-download', 'Cancel', true],
    ['in line, about to run', remote, inQueue('running'), 'pause-download', 'Pause', true],
    ['stalled', remote, { ...inQueue('stalled'), operation: 'downloading' }, 'pause-download', 'Pause', true],
    ['paused', remote, inQueue('paused'), 'resume-download', 'Resume', true],
    ['paused, and nobody has it any more', {}, inQueue('paused'), 'resume-download', 'Resume', true],
    ['failed', remote, inQueue('failed'), 'retry-download', 'Try again', true],
    ['update failed', { ...remote, ...old, installed: true }, inQueue('failed'), 'retry-download', 'Try again', true],
    ['streaming', remote, { operation: 'streaming' }, 'cancel-stream-install', 'Cancel', true],
    ['being installed', here, { operation: 'installing' }, 'cancel-install', 'Cancel', true],
    ['being updated', { ...here, installed: true }, { operation: 'updating' }, 'cancel-install', 'Cancel', true],
    ['nobody, unavailable', { installed: false }, {}, 'unavailable', 'Unavailable', false],
    ['downloaded', here, {}, 'install', 'Install', true],
    ['downloaded, an older version installed', behind, {}, 'install', 'Install update', true],
    ['the same with sources', { ...remote, ...behind }, {}, 'install', 'Install update', true],
    ['the same while it is played', behind, { playing: true }, 'stop-game', 'Stop', true],
    ['a still newer one in the room', { ...behindOld, ...remote }, {}, 'update', 'Update (1.2 GB)', true],
    ['an unknown version installed', { ...here, installed: true }, {}, 'play', 'Play', true],
    ['streamed, older', streamedOld, {}, 'update', 'Update (1.2 GB)', true],
    ['streamed, older, nobody has it', { ...streamedOld, peerCount: 0 }, {}, 'play', 'Play', true],
    ['streamed, unknown version', { ...streamed, installedVersion: null }, {}, 'play', 'Play', true],
    ['downloaded, also in the room', { ...remote, ...here }, {}, 'install', 'Install', true],
    ['installed', { ...here, installed: true }, {}, 'play', 'Play', true],
    ['installed only', { installed: true }, {}, 'play', 'Play', true],
    ['being started', { installed: true }, { starting: true }, 'wait', 'Starting…', false],
    ['playing', { ...here, installed: true }, { playing: true }, 'stop-game', 'Stop', true],
    [
      'playing wins over an update',
      { ...remote, ...old, installed: true },
      { playing: true },
      'stop-game',
      'Stop',
      true,
    ],
    ['being stopped', { installed: true }, { playing: true, ending: true }, 'wait', 'Stopping…', false],
    ['being set up', { installed: true }, { starting: true, playing: true }, 'stop-game', 'Stop', true],
    ['its server runs', { installed: true }, { serving: true }, 'play', 'Play', true],
    ['old version, newer in the room', { ...remote, ...old, installed: true }, {}, 'update', 'Update (1.2 GB)', true],
    ['old download, newer in the room', { ...remote, ...old }, {}, 'update', 'Update (1.2 GB)', true],
    ['old version, nobody has a newer one', { ...old, installed: true }, {}, 'play', 'Play', true],
    ['nobody has it', {}, {}, 'unavailable', 'Unavailable', false],
    ['other version only', { otherVersionPeerCount: 1 }, {}, 'unavailable', 'Unavailable', false],
  ])('%s', (_, facts, situation, kind, label, enabled) => {
    const { primary } = gameActions(xonotic(facts), { ...idle, ...situation });
    expect(primary).toMatchObject({ kind, label, enabled });
    expect(primary.reason === null).toBe(enabled);
  });

  it.each<OperationKind>(['uninstalling', 'removing'])('waits while %s, and offers nothing else', (operation) => {
    const actions = gameActions(xonotic({ ...here, installed: true }), { ...idle, operation });
    expect(actions.primary).toMatchObject({ kind: 'wait', enabled: false });
    expect(actions.secondary).toEqual([]);
  });

  it('waits while verifying, and offers to stop', () => {
    const actions = gameActions(xonotic(here), { ...idle, operation: 'verifying' });
    expect(actions.primary).toMatchObject({ kind: 'wait', label: 'Verifying…', enabled: false });
    expect(actions.secondary.map(({ kind }) => kind)).toEqual(['cancel-verify']);
  });

  it('has a name that says verb, game and size', () => {
    expect(gameActions(xonotic(remote), idle).primary.name).toBe('Download Xonotic (1.2 GB)');
    expect(gameActions(xonotic(here), idle).primary.name).toBe('Install Xonotic');
  });

  it.each<[Partial<GameRow>, string]>([
    [{}, 'Nobody in the room has it'],
    [{ otherVersionPeerCount: 2 }, 'The room only has another version'],
    [{ remoteBytes: 7 }, 'Every PC that has it is busy with it'],
    [{ remoteBytes: 7, otherVersionPeerCount: 2 }, 'Every PC that has it is busy with it'],
  ])('says why it is unavailable: %o', (facts, reason) => {
    expect(gameActions(xonotic(facts), idle).primary.reason).toBe(reason);
  });
});

describe('secondary actions', () => {
  it.each<[string, Partial<GameRow>, boolean, string[]]>([
    ['only in the room', remote, true, ['download-only', 'stream-install']],
    ['downloaded', here, false, ['verify', 'remove-download']],
    ['an older version installed', behind, true, ['play', 'open-folder', 'verify', 'uninstall']],
    ['a still newer one in the room', { ...behindOld, ...remote }, false, ['install', 'play', 'uninstall']],
    ['streamed, this version', streamed, false, ['download-only', 'uninstall']],
    ['streamed, unknown version', { ...streamed, installedVersion: null }, false, ['download-only', 'uninstall']],
    ['streamed, nobody has it', { ...streamed, peerCount: 0 }, false, ['uninstall']],
    ['streamed, older', streamedOld, false, ['download-only', 'stream-install', 'play', 'uninstall']],
    ['downloaded, with a file manager', here, true, ['open-folder', 'verify', 'remove-download']],
    ['installed and downloaded', { ...here, installed: true }, false, ['verify', 'uninstall']],
    ['installed only', { installed: true }, true, ['open-folder', 'uninstall']],
    ['installed, update waiting', { ...remote, ...old, installed: true }, false, ['play', 'uninstall']],
    ['downloaded, update waiting', { ...remote, ...old }, false, ['install', 'remove-download']],
  ])('%s', (_, facts, canOpenFolder, kinds) => {
    const { secondary } = gameActions(xonotic(facts), { ...idle, canOpenFolder });
    expect(secondary.map((action) => action.kind)).toEqual(kinds);
  });
});

describe('secondary actions of what runs', () => {
  const installed = { ...here, installed: true };
  const update = { ...remote, ...old, installed: true };
  it.each<[string, Partial<GameRow>, Partial<GameSituation>, string[]]>([
    ['has a server', installed, { canServe: true }, ['start-server', 'verify', 'uninstall']],
    ['has a server, not installed', here, { canServe: true }, ['verify', 'remove-download']],
    ['playing', installed, { playing: true }, ['verify']],
    ['playing, has a server', installed, { playing: true, canServe: true }, ['start-server', 'verify']],
    ['the server runs', installed, { serving: true, canServe: true }, ['stop-server', 'verify']],
    ['both run', installed, { playing: true, serving: true, canServe: true }, ['stop-server', 'verify']],
    ['both run, being stopped', installed, { playing: true, serving: true, ending: true }, ['verify']],
    ['being started', installed, { starting: true, canServe: true }, ['verify', 'uninstall']],
    ['playing, older than its files', behind, { playing: true }, ['verify']],
    ['playing, streamed, older', streamedOld, { playing: true }, ['download-only']],
    ['playing, update waiting', update, { playing: true }, []],
    ['playing, being verified', installed, { playing: true, operation: 'verifying' }, ['cancel-verify', 'stop-game']],
    ['being verified', installed, { operation: 'verifying' }, ['cancel-verify', 'play']],
    ['being updated', installed, { operation: 'updating', canServe: true }, ['play', 'start-server']],
    ['being updated and started', installed, { operation: 'updating', canServe: true, starting: true }, []],
    ['playing, being updated', installed, { operation: 'updating', playing: true }, ['stop-game']],
    ['being installed', here, { operation: 'installing', canServe: true }, []],
    ['playing, update in line', update, { playing: true, ...inQueue('queued') }, ['pause-download', 'stop-game']],
    [
      'server, update running',
      update,
      { serving: true, operation: 'downloading', ...inQueue('running') },
      ['cancel-download', 'play', 'stop-server'],
    ],
  ])('%s', (_, facts, situation, kinds) => {
    const { secondary } = gameActions(xonotic(facts), { ...idle, ...situation });
    expect(secondary.map((action) => action.kind)).toEqual(kinds);
  });
});

describe('secondary actions of a download', () => {
  const update = { ...remote, ...old, installed: true };
  it.each<[string, Partial<GameRow>, Partial<GameSituation>, string[]]>([
    ['running', remote, { operation: 'downloading', ...inQueue('running') }, ['cancel-download']],
    ['queued first', remote, inQueue('queued'), ['pause-download']],
    ['queued behind another', remote, inQueue('queued', 2), ['move-to-front', 'pause-download']],
    ['paused', remote, inQueue('paused', 2), ['cancel-download']],
    ['failed', remote, inQueue('failed'), ['discard-download']],
    ['failed for want of room, nothing here', remote, { ...inQueue('failed'), ...diskFull }, ['discard-download']],
    [
      'paused update',
      update,
      { ...inQueue('paused'), canOpenFolder: true },
      ['cancel-download', 'play', 'open-folder'],
    ],
    [
      'update without room',
      update,
      { ...inQueue('failed'), ...diskFull },
      ['replace-in-place', 'discard-download', 'play'],
    ],
    [
      'streamed, update refused for want of room',
      streamedOld,
      diskFull,
      ['download-only', 'stream-install', 'play', 'uninstall'],
    ],
    ['update refused for want of room', update, diskFull, ['replace-in-place', 'play', 'uninstall']],
    ['this version, no room', { ...remote, ...here, installed: true }, diskFull, ['verify', 'uninstall']],
    ['streaming', remote, { operation: 'streaming' }, []],
  ])('%s', (_, facts, situation, kinds) => {
    const { secondary } = gameActions(xonotic(facts), { ...idle, ...situation });
    expect(secondary.map((action) => action.kind)).toEqual(kinds);
  });
});

it('a version that is newer here than in the catalog is no update', () => {
  expect(hasUpdate(xonotic({ ...remote, ...here, localVersion: '20990101' }))).toBe(false);
});

it('says what an install without its files can be made shareable with, and how it is updated', () => {
  const labels = (facts: Partial<GameRow>) =>
    gameActions(xonotic(facts), idle).secondary.map(({ label, name }) => [label, name]);
  expect(labels(streamed)[0]).toEqual(['Download (1.2 GB)', 'Download Xonotic (1.2 GB)']);
  expect(labels(streamedOld)[1]?.[0]).toBe('Low-disk update');
});

it('counts the bytes that lie here before those that would be fetched', () => {
  expect(relevantBytes(xonotic({ ...remote, ...here, localBytes: 3 }))).toBe(3);
  expect(relevantBytes(xonotic({ remoteBytes: 4, size: 5 }))).toBe(4);
  expect(relevantBytes(xonotic({ size: 5 }))).toBe(5);
  expect(relevantBytes(xonotic({}))).toBeNull();
});

it('says on a compact card no more than the size, and by name all of it', () => {
  const sized = gameRow({ id: 'x', title: 'X', remoteBytes: 980_000_000, peerCount: 1 });
  expect(gameActions(sized, idle).primary).toMatchObject({
    label: 'Download (980 MB)',
    short: '980 MB',
    name: 'Download X (980 MB)',
  });
  expect(gameActions({ ...sized, remoteBytes: null }, idle).primary.short).toBeNull();
  expect(gameActions({ ...sized, installed: true }, idle).primary).toMatchObject({ label: 'Play', short: null });
});
