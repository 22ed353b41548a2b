// What a peer does not believe.
import assert from 'node:assert/strict';
import type { GameFile } from '../../../src-shared/game.ts';
import { maxFilesPerGame, maxSentinelBytes } from '../../../src-main/peer/protocol/limits.ts';
import { reservedRootNames } from '../../../src-main/peer/disk/names.ts';
import { hashTree, manyPieceGame } from '../../game-fixtures.ts';
import { listedGames, unlistedGame, version } from '../games.ts';
import { startRawPeer } from '../raw-peer.ts';
import type { Scenario } from '../scenario.ts';
import { assertRefused, connect, download, assertSameDownload, listGames, listRoots, outcomeOf } from '../steps.ts';

const outsideCatalog: Scenario = {
  id: 'S10',
  title: 'a game outside the catalog is refused as a command and invisible as an announcement',
  run: async (stage) => {
    const games = [{ id: 'alpha' }, manyPieceGame(unlistedGame.id, 2)];
    const { knowing, plain, strict } = await stage.startPeers({
      knowing: { games, catalog: [...listedGames, unlistedGame] },
      plain: { games },
      strict: {},
    });
    const asking = await stage.startPeer('asking', { catalog: [...listedGames, unlistedGame] });
    await connect(strict, knowing);
    await connect(asking, plain);
    for (const peer of [strict, asking, plain]) {
      assert.deepEqual((await listGames(peer)).map(({ id }) => id), ['alpha'], peer.name); // prettier-ignore
      assert.ok(!JSON.stringify(peer.events).includes(unlistedGame.id), `${peer.name} heard of it`);
    }
    for (const cmd of ['download', 'get-game', 'fetch-latest', 'install', 'uninstall', 'remove-download']) {
      await assertRefused(strict, 'unknown-game', cmd, { gameId: unlistedGame.id });
      await assertRefused(plain, 'unknown-game', cmd, { gameId: unlistedGame.id });
    }
    await assertRefused(asking, 'no-sources', 'download', { gameId: unlistedGame.id });
    assert.deepEqual(await listRoots(strict), []);
    assert.deepEqual(await hashTree(plain.gamesDir), await hashTree(knowing.gamesDir));
  },
};

const sentinel: GameFile = { path: 'version.ini', size: 9 };
const files = (...paths: string[]): GameFile[] => [...paths.map((path) => ({ path, size: 10 })), sentinel];

/** File lists that no honest peer sends, with a word of the reason that must be given. */
const lies: [string, unknown[], RegExp][] = [
  ['a way out', files('../outside.txt'), /"\.\."/],
  ['a way out in the middle', files('data/../../outside.txt'), /"\.\."/],
  ['an absolute path', files('/tmp/outside.txt'), /absolute/],
  ['a drive', files('C:/outside.txt'), /has a :/],
  ['a backslash', files(String.raw`..\outside.txt`), /has a \\/],
  ['a stream', files('game.eti:hidden'), /has a :/],
  ['a device', files('data/con.txt'), /reserves for a device/],
  ['a control character', files('game\u0007.eti'), /control character/],
  ['a dot at the end', files('game.'), /ends in a dot/],
  ['an empty name', files(''), /empty/],
  ['a name of 300 bytes', files('x'.repeat(300)), /longer than/],
  ['litter', files('data/Thumbs.db'), /no part of a game/],
  ...reservedRootNames.map((name): [string, unknown[], RegExp] => [name, files(`${name}/game.exe`), /reserved/]),
  ['a reserved name in capitals', files('LOCAL/game.exe'), /reserved/],
  ['case twins', files('Game.eti', 'game.eti'), /same file/],
  ['case twins of folders', files('Data/one.eti', 'data/two.eti'), /same file/],
  ['Unicode twins', files('caf\u00e9.eti', 'cafe\u0301.eti'), /same file/],
  ['the same file twice', files('game.eti', 'game.eti'), /same file/],
  ['a file that is a folder', files('data', 'data/game.eti'), /both a file and a folder/],
  ['no sentinel', files('game.eti').slice(0, 1), /no version\.ini/],
  ['a huge sentinel', [{ ...sentinel, size: maxSentinelBytes + 1 }], /version\.ini is larger/],
  ['too many files', Array.from({ length: maxFilesPerGame + 1 }, (_, n) => ({ path: `${n}.eti`, size: 1 })), /malformed file list/], // prettier-ignore
  ['a negative size', [{ path: 'game.eti', size: -1 }, sentinel], /malformed file list/],
  ['a size beyond all numbers', [{ path: 'game.eti', size: 1e300 }, sentinel], /malformed file list/],
  ['sizes that overflow together', [{ path: 'a', size: Number.MAX_SAFE_INTEGER }, { path: 'b', size: Number.MAX_SAFE_INTEGER }, sentinel], /larger than any disk/], // prettier-ignore
  ['no list', 'game.eti' as unknown as unknown[], /malformed file list/],
];

const lyingManifest: Scenario = {
  id: 'S33',
  title: 'a source that lies in its manifest is refused with the reason, and nothing is written',
  run: async (stage) => {
    let told: unknown = null;
    const library = [{ id: 'alpha', version, bytes: 1000, state: 'serving' as const, manifestId: null }];
    const liar = await startRawPeer(stage, {
      name: 'liar',
      library,
      reply: () => ({ head: { ok: true, gameId: 'alpha', version, files: told, manifestId: null } }),
    });
    const { client, honest } = await stage.startPeers({ client: {}, honest: { games: [manyPieceGame('alpha', 4)] } });
    await client.command('connect', { address: liar.address });
    const around = async () => hashTree(stage.home, (path) => path.includes('/state/') || path.startsWith('liar/'));
    const before = await around();
    const wrong: string[] = [];
    for (const [what, list, reason] of lies) {
      told = list;
      const since = client.mark();
      await client.command('download', { gameId: 'alpha', install: false });
      const { error } = await outcomeOf(client, 'alpha', 'download-failed', { since });
      if (!reason.test(error.message)) wrong.push(`${what}: ${error.code}: ${error.message}`);
      assert.deepEqual(await around(), before, what);
    }
    assert.deepEqual(wrong, []);
    assert.ok(liar.requests.every(({ type }) => type === 'get-game'), 'pieces of a refused list were asked for'); // prettier-ignore

    await connect(client, honest);
    told = files('../outside.txt');
    await download(client, 'alpha');
    await assertSameDownload(client, honest, 'alpha');
  },
};

export const claimRows: Scenario[] = [outsideCatalog, lyingManifest];
