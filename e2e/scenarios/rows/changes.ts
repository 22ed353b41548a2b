// What changes in the games folder while peers run: by hand, or because another folder is chosen.
import assert from 'node:assert/strict';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GameRow } from '../../../src-shared/game.ts';
import type { PeerEvent } from '../../../src-shared/peer-event.ts';
import { backupDirName, ownedMarkerName, stagingDirName } from '../../../src-main/peer/disk/names.ts';
import { hashTree, makeGame, manyPieceGame } from '../../game-fixtures.ts';
import { ofKind, type EventMatch } from '../../peer-process.ts';
import { olderVersion, version } from '../games.ts';
import type { Scenario } from '../scenario.ts';
import type { Actor, Stage } from '../stage.ts';
import {
  assertRefused,
  assertSameDownload,
  connect,
  gameRow,
  listGames,
  outcomeOf,
  readStatus,
  showsRow,
  until,
  untilBytes,
} from '../steps.ts';
import { setLimits, slowDown } from '../transfer-steps.ts';

/** So long at most until everybody has seen what was done by hand. */
const noticedMs = 2000;

const otherFolder: Scenario = {
  id: 'S17',
  title: 'set-game-dir: while busy, to the same folder, to another folder',
  run: async (stage) => {
    const { source, client } = await stage.startPeers({
      source: { games: [manyPieceGame('alpha', 64)] },
      client: { games: [manyPieceGame('bravo', 2)] },
    });
    const other = await makeInterruptedFolder(stage);
    await slowDown(source, 8);
    await connect(client, source);
    const since = client.mark();
    await client.command('download', { gameId: 'alpha', install: false });
    await untilBytes(client);
    await assertRefused(client, 'game-dir-busy', 'set-game-dir', { path: other });
    await client.command('set-game-dir', { path: client.gamesDir });
    assert.equal((await readStatus(client)).gameDir, client.gamesDir);
    await setLimits(source);
    await outcomeOf(client, 'alpha', 'download-finished', { since });
    await assertSameDownload(client, source, 'alpha');

    await assertRefused(client, 'game-dir-unusable', 'set-game-dir', { path: join(stage.home, 'nowhere') });
    assert.equal((await readStatus(client)).gameDir, client.gamesDir);
    const before = await hashTree(client.gamesDir);
    const sourceSince = source.mark();
    await client.command('set-game-dir', { path: other });
    assert.equal((await readStatus(client)).gameDir, other);
    await assertRecovered(client, other);
    assert.deepEqual(await hashTree(client.gamesDir), before);
    await until(source, 'charlie', showsRow('remote-library-changed', 'charlie', ({ peerCount }) => peerCount === 1), { since: sourceSince }); // prettier-ignore
    const list = (await listGames(source)).map(({ id, peerCount }) => [id, peerCount]);
    assert.deepEqual(list, [['alpha', 0], ['charlie', 1], ['delta', 1]]); // prettier-ignore
  },
};

/** Two games whose installs were cut off: one before it was complete, one in the middle of an update. */
async function makeInterruptedFolder(stage: Stage): Promise<string> {
  const folder = join(stage.home, 'other');
  for (const [id, leftover] of [
    ['charlie', stagingDirName],
    ['delta', backupDirName],
  ] as const) {
    // prettier-ignore
    const { root } = await makeGame(folder, manyPieceGame(id, 2));
    await mkdir(join(root, leftover));
    await writeFile(join(root, leftover, ownedMarkerName), '');
    await writeFile(join(root, leftover, 'game.exe'), 'play');
  }
  return folder;
}

async function assertRecovered(peer: Actor, folder: string): Promise<void> {
  const found = [...(await hashTree(folder)).keys()];
  const expected = ['charlie/charlie.eti', 'charlie/version.ini', 'delta/delta.eti', 'delta/local/game.exe', 'delta/version.ini']; // prettier-ignore
  assert.deepEqual(found, expected);
  const held = (await listGames(peer)).filter(({ downloaded }) => downloaded);
  assert.deepEqual(held.map(({ id, installed }) => [id, installed]), [['charlie', false], ['delta', true]]); // prettier-ignore
}

/** Does something by hand at `holder`'s disk; fails unless all see what must follow from it soon. */
async function byHand(
  holder: Actor,
  change: () => Promise<void>,
  others: readonly Actor[],
  holds: (kind: 'local-library-changed' | 'remote-library-changed') => EventMatch<PeerEvent>,
): Promise<void> {
  const marks = new Map([holder, ...others].map((peer) => [peer, peer.mark()]));
  await change();
  const seen = [...marks].map(async ([peer, since]) =>
    until(peer, 'what was done by hand', holds(peer === holder ? 'local-library-changed' : 'remote-library-changed'), {
      since,
      timeoutMs: noticedMs,
    }),
  );
  await Promise.all(seen);
}

async function startThree(stage: Stage): Promise<[Actor, Actor[]]> {
  const games = [manyPieceGame('alpha', 2), manyPieceGame('bravo', 2)];
  const { holder, one, two } = await stage.startPeers({ holder: { games }, one: {}, two: { games: [games[0]!] } });
  await connect(one, holder);
  await connect(holder, two);
  return [holder, [one, two]];
}

const handAdded: Scenario = {
  id: 'S24',
  title: 'a game is added to and removed from the folder by hand: all see it within 2 s',
  run: async (stage) => {
    const [holder, others] = await startThree(stage);
    const [one] = others as [Actor];
    const beside = join(stage.home, 'beside');
    await makeGame(beside, manyPieceGame('charlie', 3));

    await byHand(
      holder,
      async () => rename(join(beside, 'charlie'), holder.root('charlie')),
      others,
      (kind) =>
        showsRow(kind, 'charlie', (row) => (kind === 'local-library-changed' ? row.downloaded : row.peerCount === 1)),
    );
    await byHand(holder, async () => void (await makeGame(holder.gamesDir, manyPieceGame('delta', 3))), others, (kind) =>
      showsRow(kind, 'delta', (row) => (kind === 'local-library-changed' ? row.downloaded : row.peerCount === 1)),
    ); // prettier-ignore
    await byHand(
      holder,
      async () => rm(holder.root('bravo'), { recursive: true }),
      others,
      (kind) => ofKind(kind, ({ removed }) => removed.includes('bravo')),
    );
    await byHand(
      holder,
      async () => rm(join(holder.root('alpha'), 'version.ini')),
      others,
      (kind) =>
        kind === 'local-library-changed'
          ? ofKind(kind, ({ games, removed }) => removed.includes('alpha') || games.some(({ id, downloaded }) => id === 'alpha' && !downloaded)) // prettier-ignore
          : ofKind(kind, ({ games, removed }) => removed.includes('alpha') || games.some(({ id }) => id === 'alpha')),
    );
    const rows = (await listGames(one)).map(({ id, peerCount }) => [id, peerCount]);
    assert.deepEqual(rows, [['charlie', 1], ['delta', 1]]); // prettier-ignore
  },
};

const handReplaced: Scenario = {
  id: 'S25',
  title: 'version.ini is replaced by hand: all see the other version within 2 s',
  run: async (stage) => {
    const [holder, others] = await startThree(stage);
    const [one, two] = others as [Actor, Actor];
    const sentinel = join(holder.root('alpha'), 'version.ini');
    const shows = (wanted: string, remote: (row: GameRow) => boolean) => (kind: Parameters<typeof showsRow>[0]) =>
      showsRow(kind, 'alpha', (row) => (kind === 'local-library-changed' ? row.localVersion === wanted : remote(row)));
    const stale = shows(olderVersion, ({ otherVersionPeerCount }) => otherVersionPeerCount === 1);
    const current = shows(version, ({ otherVersionPeerCount }) => otherVersionPeerCount === 0);
    const replace = async (text: string) => {
      await writeFile(`${sentinel}.new`, text);
      await rename(`${sentinel}.new`, sentinel);
    };

    await byHand(holder, async () => replace(`${olderVersion}\nnote=kept\n`), others, stale);
    assert.equal((await gameRow(one, 'alpha'))?.peerCount, 0);
    await assertRefused(one, 'no-sources', 'download', { gameId: 'alpha' });
    await byHand(holder, async () => replace(version), others, current);
    await byHand(holder, async () => writeFile(sentinel, `${olderVersion}\r\n`), others, stale);
    await byHand(holder, async () => writeFile(sentinel, `${version}\r\n`), others, current);
    assert.equal((await gameRow(one, 'alpha'))?.peerCount, 1);
    assert.equal((await gameRow(two, 'alpha'))?.peerCount, 1);
  },
};

export const changeRows: Scenario[] = [otherFolder, handAdded, handReplaced];
