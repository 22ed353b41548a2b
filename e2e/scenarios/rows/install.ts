// Installing, uninstalling and removing.
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { UninstallPreview } from '../../../src-shared/peer-command.ts';
import type { PeerEvent } from '../../../src-shared/peer-event.ts';
import { ownedMarkerName } from '../../../src-main/peer/disk/names.ts';
import { hashTree, makeGame, manyPieceGame } from '../../game-fixtures.ts';
import { ofKind, type EventMatch } from '../../peer-process.ts';
import { mebibyte, olderVersion, version } from '../games.ts';
import { fixtureDir } from '../../../src-main/unrar/testing/rar-fixtures.ts';
import { haveRealArchives, makeRealGame } from '../real-archives.ts';
import type { Scenario } from '../scenario.ts';
import type { Actor } from '../stage.ts';
import {
  assertIdle,
  assertInstalled,
  assertRefused,
  assertSameDownload,
  connect,
  gameRow,
  install,
  listGames,
  listRoots,
  outcomeOf,
  removeDownload,
  streamInstall,
  uninstall,
  until,
  untilBytes,
  untilStatus,
  update,
} from '../steps.ts';
import { finishDownload, readQueue, slowDown } from '../transfer-steps.ts';

const save = { path: 'save/slot1.sav', content: 'level 42' };

const installThenUninstall: Scenario = {
  id: 'S6',
  title: 'manual install, then uninstall, once keeping what is the player’s',
  run: async (stage) => {
    const peer = await stage.startPeer('peer', { games: [manyPieceGame('alpha', 12)] });
    const downloaded = await hashTree(peer.gamesDir);
    await install(peer, 'alpha');
    await assertInstalled(peer, 'alpha');
    assert.equal((await gameRow(peer, 'alpha'))?.installed, true);
    const saved = join(peer.root('alpha'), 'local', save.path);
    await mkdir(dirname(saved));
    await writeFile(saved, save.content);
    const preview = await peer.command<UninstallPreview>('describe-uninstall', { gameId: 'alpha' });
    assert.deepEqual([preview.playerFiles, preview.examples], [1, [save.path]]);
    await uninstall(peer, 'alpha', { keepPlayerFiles: true });
    const kept = relative(peer.gamesDir, join(preview.keptIn, save.path));
    const withKept = new Map(downloaded).set(kept, hash('sha256', save.content));
    assert.deepEqual(await hashTree(peer.gamesDir), withKept);

    await install(peer, 'alpha');
    assert.equal(await readFile(saved, 'utf8'), save.content);
    await uninstall(peer, 'alpha');
    assert.deepEqual(await hashTree(peer.gamesDir), downloaded);
    const row = await gameRow(peer, 'alpha');
    assert.deepEqual([row?.downloaded, row?.installed, row?.availability], [true, false, 'Ready']);
    await assertRefused(peer, 'not-installed', 'uninstall', { gameId: 'alpha' });
  },
};

const removal: Scenario = {
  id: 'S35',
  title: 'removing downloaded files of an installed, linked, incomplete or busy game is refused',
  run: async (stage) => {
    const installed = manyPieceGame('alpha', 3);
    const incomplete = { ...manyPieceGame('charlie', 3), sentinel: false };
    const busy = manyPieceGame('delta', 64);
    const peer = await stage.startPeer('peer', { games: [installed, incomplete, busy] });
    const elsewhere = join(stage.home, 'elsewhere');
    await makeGame(elsewhere, manyPieceGame('bravo', 3));
    await symlink(join(elsewhere, 'bravo'), peer.root('bravo'));
    await install(peer, 'alpha');
    const trees = async () => [await hashTree(peer.gamesDir), await hashTree(elsewhere)];
    const before = await trees();

    for (const [gameId, reason] of [
      ['alpha', /installed/],
      ['bravo', /link/],
      ['charlie', /not complete/],
    ] as const) {
      // prettier-ignore
      const since = peer.mark();
      await peer.command('remove-download', { gameId });
      const { error } = await outcomeOf(peer, gameId, 'remove-failed', { since });
      assert.equal(error.code, 'remove-refused');
      assert.match(error.message, reason);
    }
    await assertRefused(peer, 'unknown-game', 'remove-download', { gameId: '../elsewhere' });
    assert.deepEqual(await trees(), before);

    const since = peer.mark();
    await peer.command('install', { gameId: 'delta' });
    await assertRefused(peer, 'operation-in-progress', 'remove-download', { gameId: 'delta' });
    await outcomeOf(peer, 'delta', 'install-finished', { since });
    await assertInstalled(peer, 'delta');

    await uninstall(peer, 'alpha');
    await removeDownload(peer, 'alpha');
    assert.deepEqual(await listRoots(peer), ['bravo', 'charlie', 'delta']);
    assert.deepEqual((await listGames(peer)).map(({ id }) => id), ['delta']); // prettier-ignore
    assert.deepEqual(await hashTree(elsewhere), before[1]);
    await assertIdle(peer);
  },
};

const twoArchives: Scenario = {
  id: 'S47',
  title: 'two archives in one folder are both installed, in sorted order, streamed too',
  run: async (stage) => {
    const archives = {
      'second.eti': { 'second/large.pak': 5 * mebibyte, 'second.txt': 10 },
      'first.eti': { 'first/large.pak': 7 * mebibyte, 'first.txt': 0 },
    };
    const peer = await stage.startPeer('peer', { games: [{ id: 'alpha', archives }] });
    await install(peer, 'alpha');
    await assertInstalled(peer, 'alpha');
    const bornMs = async (path: string, at = peer) => (await stat(join(at.root('alpha'), 'local', path))).birthtimeMs;
    assert.ok((await bornMs('first/large.pak')) < (await bornMs('second/large.pak')), 'the second came first');

    const client = await stage.startPeer('client');
    await connect(client, peer);
    await streamInstall(client, 'alpha');
    await assertInstalled(client, 'alpha', peer);
    assert.ok((await bornMs('first/large.pak', client)) < (await bornMs('second/large.pak', client)), 'streamed: the second came first'); // prettier-ignore

    if (!haveRealArchives) return stage.note(`without archives of other programs: there is no ${fixtureDir}`);
    const since = peer.mark();
    const payload = await makeRealGame(peer, 'bravo', { 'b.eti': 'folders', 'a.eti': 'rar5-solid' });
    await until(peer, 'bravo', ofKind('local-library-changed', ({ games }) => games.some(({ id, downloaded }) => id === 'bravo' && downloaded)), { since }); // prettier-ignore
    await install(peer, 'bravo');
    assert.deepEqual(await hashTree(join(peer.root('bravo'), 'local')), payload);
  },
};

const oldGame = manyPieceGame('alpha', 12, olderVersion);
const newGame = manyPieceGame('alpha', 24);

/** Where an update is cut off: the command that leads there, and the moment. */
const cutOffs: [string, 'download' | 'install', EventMatch<PeerEvent> | 'bytes'][] = [
  ['in the middle of the download', 'download', 'bytes'],
  ['while the download is committed', 'download', ofKind('download-progress', ({ phase }) => phase === 'finalising')],
  ['when the update begins', 'install', ofKind('active-operations-changed', ({ operations }) => operations[0]?.kind === 'updating')], // prettier-ignore
  ['in the middle of the unpacking', 'install', ofKind('install-progress', ({ writtenBytes }) => writtenBytes > 0)],
  ['when all is unpacked', 'install', ofKind('install-progress', ({ writtenBytes, totalBytes }) => writtenBytes === totalBytes)], // prettier-ignore
];

/** For a moment the old install bears the mark, before it is moved aside; the next start takes it off. */
const isMarker = (path: string) => path === ownedMarkerName;

/** Brings the client to the moment of the cut. A download that was cut off before goes on by itself. */
async function goTo(client: Actor, source: Actor, [when, cmd, moment]: (typeof cutOffs)[number]): Promise<void> {
  let since = client.mark();
  await connect(client, source);
  const isCurrent = async () => (await gameRow(client, 'alpha'))?.localVersion === version;
  if (cmd === 'install' && !(await isCurrent())) await finishDownload(client, 'alpha', since);
  if (cmd === 'download' && (await isCurrent())) return;
  if (cmd === 'install') {
    since = client.mark();
    await client.command('install', { gameId: 'alpha' });
  } else if ((await readQueue(client)).length === 0) {
    await client.command('download', { gameId: 'alpha', install: false });
  }
  if (moment === 'bytes') await untilBytes(client);
  else await until(client, when, moment, { since });
}

const updateCutOff: Scenario = {
  id: 'S34',
  title: 'update of an installed game: a SIGKILL at any moment leaves the old or the new one, whole',
  limitSeconds: 45,
  run: async (stage) => {
    const started = await stage.startPeers({ source: { games: [newGame] }, client: { games: [oldGame] } });
    const { source } = started;
    let { client } = started;
    const local = join(client.root('alpha'), 'local');
    await slowDown(source, 16);
    await install(client, 'alpha');
    await mkdir(join(local, 'save'));
    await writeFile(join(local, save.path), save.content);
    const whole = [client, source].map(({ games }) =>
      new Map(games.get('alpha')?.payload).set(save.path, hash('sha256', save.content)),
    );
    const versions = [olderVersion, version];
    /** null when it is neither. */
    const wholeVersion = async (skip?: (path: string) => boolean) => {
      const found = await hashTree(local, skip);
      return versions[whole.findIndex((expected) => isDeepStrictEqual(found, expected))] ?? null;
    };

    for (const cut of cutOffs) {
      const [when, cmd] = cut;
      await goTo(client, source, cut);
      await client.kill();
      const swapping = cmd === 'install' && !existsSync(local);
      assert.ok(
        swapping || (await wholeVersion(isMarker)) !== null,
        `cut off ${when}: neither the old nor the new game is whole`,
      );
      client = await stage.startPeer('client');
      const installed = await wholeVersion();
      assert.ok(installed !== null, `cut off ${when} and started again: neither the old nor the new game is whole`);
      assert.equal(
        (await gameRow(client, 'alpha'))?.installedVersion,
        installed,
        `cut off ${when}: it is told wrongly`,
      );
    }
    await connect(client, source);
    await update(client, 'alpha');
    assert.deepEqual(await hashTree(local), whole[1]);
    await assertSameDownload(client, source, 'alpha');
    await assertIdle(client);
    // What it was sending to those that were cut off ends when their silence is noticed.
    await untilStatus(
      source,
      'the end of its transfers',
      ({ outboundTransfers }) => outboundTransfers['alpha'] === undefined,
    );
  },
};

export const installRows: Scenario[] = [installThenUninstall, updateCutOff, removal, twoArchives];
