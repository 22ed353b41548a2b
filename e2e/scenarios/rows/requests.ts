// What a peer does not give to anybody, however it is asked.
import assert from 'node:assert/strict';
import { mkdir, open, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GameFile } from '../../../src-shared/game.ts';
import { encodeMessage } from '../../../src-main/peer/protocol/framing.ts';
import { maxChunkBytes, maxRequestBytes, protocolVersion } from '../../../src-main/peer/protocol/limits.ts';
import { hashTree, manyPieceGame, seededData } from '../../game-fixtures.ts';
import { mebibyte, olderVersion, unlistedGame, version } from '../games.ts';
import { assertRefusal, startRawPeer, type RawAnswer, type RawLink } from '../raw-peer.ts';
import type { Scenario } from '../scenario.ts';
import type { Actor } from '../stage.ts';
import { assertIdle, assertInstalled, outcomeOf, readStatus } from '../steps.ts';

const secret = 'only its owner may read this';
/** So long that its install is still running when it is asked for. */
const busyPieces = 128;

/** `alpha` may be served; beside and in it there is much that may not. */
async function fillWithSecrets(peer: Actor): Promise<void> {
  const { gamesDir } = peer;
  const outside = join(gamesDir, '..', 'outside');
  const alpha = peer.root('alpha');
  const inside = ['local', '.Sync', '.sync', 'folder'].map((name) => join(alpha, name));
  for (const dir of [outside, ...inside]) await mkdir(dir, { recursive: true });
  const paths = [
    join(outside, 'secret.txt'),
    join(gamesDir, 'secret.txt'),
    ...['local/secret.txt', '.sync/secret.txt', '.Sync/secret.txt', '.lanspread.json', 'desktop.ini'].map((path) =>
      join(alpha, path),
    ),
  ];
  for (const path of paths) await writeFile(path, secret);
  await symlink(join(outside, 'secret.txt'), join(alpha, 'link.txt'));
  await symlink(outside, join(alpha, 'linked'));
  await symlink(join(outside, 'secret.txt'), join(peer.root('bravo'), 'link.eti'));
  await symlink(peer.root('alpha'), peer.root('delta'));
  await peer.command('set-game-dir', { path: gamesDir });
}

/** Paths in `alpha` that must not be read, each for a reason of its own. */
const forbiddenPaths = [
  'local/secret.txt',
  'LOCAL/secret.txt',
  'local',
  '.sync/secret.txt',
  '.Sync/secret.txt',
  '.lanspread.json',
  'desktop.ini',
  'link.txt',
  'linked/secret.txt',
  'folder',
  'missing.eti',
  '../secret.txt',
  '../../outside/secret.txt',
  'folder/../local/secret.txt',
  './version.ini',
  'folder//version.ini',
  '/etc/hostname',
  '/version.ini',
  String.raw`..\secret.txt`,
  String.raw`C:\Windows\win.ini`,
  'C:/Windows/win.ini',
  'version.ini:stream',
  'con',
  'aux.eti',
  'version.ini\0.eti',
  'version.ini.',
  '',
  'a/'.repeat(100) + 'b',
];

const onAlpha = { gameId: 'alpha', version, path: 'alpha.eti' };
const chunk = { type: 'get-game-file-chunk', ...onAlpha, manifestId: null, offset: 0, length: 1000 };
/** Of no game. */
const manifestId = 'ab'.repeat(32);

const unpacked = { type: 'stream-install', gameId: 'alpha', version, manifestId: null, from: { archive: 0, files: 0 } };

/** Well-formed and malformed requests that must be refused, with what is wrong about each. */
const forbiddenRequests: [string, unknown][] = [
  ...forbiddenPaths.flatMap((path): [string, unknown][] => [
    [`chunk of ${JSON.stringify(path)}`, { ...chunk, path }],
    [`file ${JSON.stringify(path)}`, { type: 'get-game-file-data', ...onAlpha, path }],
  ]),
  ...['bravo', 'delta', unlistedGame.id, 'nowhere', '../alpha', '..', '', 'ALPHA'].flatMap((gameId): [string, unknown][] => [
    [`chunk of the game ${JSON.stringify(gameId)}`, { ...chunk, gameId, path: 'version.ini', length: 1 }],
    [`list of the game ${JSON.stringify(gameId)}`, { type: 'get-game', gameId }],
    [`stream of the game ${JSON.stringify(gameId)}`, { ...unpacked, gameId }],
    [`pieces of the game ${JSON.stringify(gameId)}`, { type: 'have', gameId, manifestId }],
    [`hashes of the game ${JSON.stringify(gameId)}`, { type: 'get-manifest', gameId, manifestId }],
  ]), // prettier-ignore
  ['another version', { ...chunk, version: olderVersion }],
  ['a stream of another version', { ...unpacked, version: olderVersion }],
  ['a stream from nowhere', { ...unpacked, from: { archive: -1, files: 0 } }],
  ['a stream without a word of its manifest', { ...unpacked, manifestId: undefined }],
  ['pieces of another manifest', { type: 'have', gameId: 'alpha', manifestId }],
  ['hashes of another manifest', { type: 'get-manifest', gameId: 'alpha', manifestId }],
  ['hashes without a manifest', { type: 'get-manifest', gameId: 'alpha', manifestId: null }],
  ['hashes of half a manifest', { type: 'get-manifest', gameId: 'alpha', manifestId: manifestId.slice(2) }],
  ['a chunk without a word of its manifest', { ...chunk, manifestId: undefined }],
  ['a range behind the end', { ...chunk, offset: 1e12 }],
  ['a range that reaches over the end', { ...chunk, path: 'version.ini', offset: 1, length: 9 }],
  ['a negative offset', { ...chunk, offset: -1 }],
  ['half an offset', { ...chunk, offset: 0.5 }],
  ['no length', { ...chunk, length: 0 }],
  ['more than a piece', { ...chunk, length: maxChunkBytes + 1 }],
  ['an unknown request', { type: 'format-disk' }],
  ['a list', []],
  ['null', null],
  ['a change without a hello', { type: 'library-delta', epoch: 'e', fromRev: 1, toRev: 2, added: [], updated: [], removed: [] }], // prettier-ignore
  ['a goodbye without a hello', { type: 'goodbye' }],
  ['a hello with nothing in it', { type: 'hello', protocolVersion }],
  ['a hello of another version with nothing in it', { type: 'hello', protocolVersion: 99 }],
];

function prefixed(length: number, body: Uint8Array): Uint8Array {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(length);
  return Buffer.concat([prefix, body]);
}

/** A legal request in a message that is longer than any may be. */
const padded = Buffer.concat([Buffer.from(JSON.stringify(chunk)), Buffer.alloc(maxRequestBytes, ' ')]);

/** Bytes that are no message; `open` when nothing follows them and yet the stream goes on. */
const garbage: [string, Uint8Array, 'open'?][] = [
  ['noise', seededData('noise', 100_000).fill(0, 100_000)],
  ['an over-long message', prefixed(padded.length, padded)],
  ['the begin of an over-long message', prefixed(maxRequestBytes + 1, Buffer.alloc(0)), 'open'],
  ['a message of 4 GiB', prefixed(2 ** 32 - 1, Buffer.alloc(10)), 'open'],
  ['an empty message', prefixed(0, Buffer.alloc(0)), 'open'],
  ['a message that is cut off', encodeMessage(chunk).subarray(0, 40)],
  ['half a prefix', Buffer.from([0, 0])],
  ['no JSON', prefixed(7, Buffer.from('{"type"'))],
  ['deep JSON', prefixed(200_000, Buffer.alloc(200_000, '['))],
];

async function assertServes(link: RawLink, peer: Actor): Promise<void> {
  const file = await open(join(peer.root('alpha'), 'alpha.eti'));
  try {
    const [offset, length] = [mebibyte + 17, 2 * mebibyte];
    const { head, bytes, complete } = await link.ask({ ...chunk, offset, length });
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
    assert.deepEqual([head, complete], [{ ok: true, length }, true]);
    assert.ok(bytes.equals(buffer), 'the bytes of a legal piece are wrong');
  } finally {
    await file.close();
  }
}

function assertNoSecret({ head, bytes }: RawAnswer, what: string): void {
  assert.ok(!bytes.includes(secret) && !JSON.stringify(head).includes(secret), `${what} gave a secret away`);
}

const rawRequests: Scenario = {
  id: 'S12',
  title: 'raw requests for what is not served are refused, and the connection survives',
  run: async (stage) => {
    const incomplete = { ...manyPieceGame('bravo', 2), sentinel: false };
    const games = [
      manyPieceGame('alpha', 5),
      incomplete,
      manyPieceGame('charlie', busyPieces),
      { id: unlistedGame.id },
    ];
    const peer = await stage.startPeer('peer', { games });
    await fillWithSecrets(peer);
    const before = await hashTree(join(stage.home, 'peer', 'games'));
    const raw = await startRawPeer(stage, { name: 'raw' });
    const link = await raw.dial(peer);
    const ended = { early: false };
    void link.connection.closed.then(() => (ended.early = true));
    await assertServes(link, peer);

    for (const [what, request] of forbiddenRequests) {
      const answer = await link.ask(request);
      assertNoSecret(answer, what);
      assertRefusal(answer, what);
    }
    for (const [what, bytes, open] of garbage) assertRefusal(await link.send(bytes, open === undefined), what);
    link.connection.openStream().reset();

    const { files } = (await link.ask({ type: 'get-game', gameId: 'alpha' })).head as { files: GameFile[] };
    assert.deepEqual(files.map(({ path }) => path), ['alpha.eti', 'version.ini']); // prettier-ignore
    await assertBusyRefused(link, peer);
    await assertServes(link, peer);
    assert.ok(!ended.early, 'the connection ended');
    assert.equal((await readStatus(peer)).process.pid, peer.pid);
    await assertIdle(peer);
    const after = await hashTree(join(stage.home, 'peer', 'games'), (path) => path.startsWith('charlie/local/'));
    assert.deepEqual(after, before);
  },
};

/** A game that may be served, until an operation runs on it. */
async function assertBusyRefused(link: RawLink, peer: Actor): Promise<void> {
  const requests = [
    { ...chunk, gameId: 'charlie', path: 'charlie.eti' },
    { type: 'get-game-file-data', gameId: 'charlie', version, path: 'version.ini' },
    { type: 'get-game', gameId: 'charlie' },
    { ...unpacked, gameId: 'charlie' },
  ];
  for (const request of requests) assert.equal(((await link.ask(request)).head as { ok: boolean }).ok, true);
  const since = peer.mark();
  await peer.command('install', { gameId: 'charlie' });
  for (const request of requests) assertRefusal(await link.ask(request), `busy: ${request.type}`);
  const ended = peer.events.slice(since).some(({ event }) => event.kind === 'install-finished');
  assert.ok(!ended, 'the install was over too soon to prove anything');
  await outcomeOf(peer, 'charlie', 'install-finished', { since });
  await assertInstalled(peer, 'charlie');
}

export const requestRows: Scenario[] = [rawRequests];
