// Installing straight from the room, without storing the archives.
import assert from 'node:assert/strict';
import { open, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { GameId, PeerId } from '../../../src-shared/game.ts';
import { installDirName, intentName } from '../../../src-main/peer/disk/names.ts';
import { encodeControl } from '../../../src-main/peer/protocol/stream-frames.ts';
import type { PeerRequest, StreamControl } from '../../../src-main/peer/protocol/messages.ts';
import { hashTree, makeGame, manyPieceGame, type GameSpec } from '../../game-fixtures.ts';
import { ofKind } from '../../peer-process.ts';
import { mebibyte, version } from '../games.ts';
import { readOffer, untilHashed, type Offer } from '../hashed.ts';
import { refusal, startRawPeer, type RawPeer, type RawReply } from '../raw-peer.ts';
import { haveRealArchives, makeRealGame } from '../real-archives.ts';
import type { Scenario } from '../scenario.ts';
import type { Actor, Stage } from '../stage.ts';
import {
  assertIdle,
  assertInstalled,
  assertRefused,
  connect,
  download,
  gameRow,
  install,
  listGames,
  listRoots,
  outcomeOf,
  showsRow,
  streamInstall,
  until,
  untilStatus,
  type EventOf,
} from '../steps.ts';
import { slowDown, setLimits } from '../transfer-steps.ts';

const fileMib = 6;
const fileCount = 8;
/** So many files that what was lost in the middle of one is little. */
const manyFiles = (id: string): GameSpec => ({
  id,
  archives: {
    [`${id}.eti`]: Object.fromEntries(
      Array.from({ length: fileCount }, (_, index) => [`data/${index}.pak`, fileMib * mebibyte]),
    ),
  },
});
const manyBytes = fileCount * fileMib * mebibyte;

/** The game is installed and nothing else of it is here: no archive, no sentinel, no staging. */
async function assertStreamed(peer: Actor, gameId: GameId, payload: ReadonlyMap<string, string>): Promise<void> {
  assert.deepEqual(await readdir(peer.root(gameId)), [installDirName]);
  assert.deepEqual(await hashTree(join(peer.root(gameId), installDirName)), payload);
  const row = await gameRow(peer, gameId);
  assert.deepEqual([row?.installed, row?.downloaded, row?.availability], [true, false, 'LocalOnly']);
}

/** Nothing of the game is left, not even a note of it. */
async function assertNothingLeft(peer: Actor, gameId: GameId): Promise<void> {
  assert.deepEqual(await listRoots(peer), []);
  const state = await readdir(join(peer.stateDir, 'games', gameId)).catch((): string[] => []);
  assert.ok(!state.includes(intentName), `${intentName} is left`);
}

const payloadOf = (peer: Actor, gameId: GameId): ReadonlyMap<string, string> => {
  const payload = peer.games.get(gameId)?.payload;
  assert.ok(payload !== undefined && payload.size > 0);
  return payload;
};

const bytesFrom = ({ streamed }: EventOf<'install-finished'>, { peerId }: { peerId: string }): number =>
  streamed?.sources.find((source) => source.peerId === peerId)?.bytes ?? 0;

/** Starts it and waits until so many bytes are written. */
async function streamUntil(peer: Actor, gameId: GameId, bytes: number): Promise<number> {
  const since = peer.mark();
  await peer.command('stream-install', { gameId });
  const enough = ofKind('install-progress', (event) => event.gameId === gameId && event.writtenBytes >= bytes);
  await until(peer, `${bytes} bytes of ${gameId}`, enough, { since });
  return since;
}

const nonSolid: Scenario = {
  id: 'S39',
  title: 'streamed install: only local/ is there, it is no source, and nobody reads from the sender any more',
  run: async (stage) => {
    const { source, client } = await stage.startPeers({ source: { games: [manyPieceGame('alpha', 96)] }, client: {} });
    await slowDown(source, 48);
    await connect(client, source);
    const since = client.mark();
    const streaming = streamInstall(client, 'alpha');
    await untilStatus(source, 'a stream', ({ outboundTransfers }) => outboundTransfers['alpha'] === 1);
    await untilStatus(client, 'progress', ({ installs }) => installs.some(({ writtenBytes }) => writtenBytes > 0));
    const finished = await streaming;
    await assertStreamed(client, 'alpha', payloadOf(source, 'alpha'));
    assert.deepEqual([finished.updated, finished.streamed?.sources.map(({ lane }) => lane)], [false, ['tls']]);
    const progress = client.events.slice(since).flatMap(({ event }) => (event.kind === 'install-progress' ? [event] : [])); // prettier-ignore
    const last = progress.at(-1);
    assert.ok(last !== undefined && last.writtenBytes === last.totalBytes, JSON.stringify(last));
    await untilStatus(source, 'the end of the stream', ({ outboundTransfers }) => outboundTransfers['alpha'] === undefined); // prettier-ignore

    const onlooker = await stage.startPeer('onlooker');
    await connect(onlooker, client);
    assert.deepEqual(await listGames(onlooker), []);
    assert.equal((await gameRow(source, 'alpha'))?.peerCount, 0);
    await assertIdle(client, source);
  },
};

/** What it says of the game is what `honest` has; what it sends is up to `send`. */
async function startSender(
  stage: Stage,
  name: string,
  honest: Actor,
  send: (request: Extract<PeerRequest, { type: 'stream-install' }>, offer: Offer) => RawReply,
): Promise<RawPeer> {
  const offer = await readOffer(stage, honest, 'alpha');
  const { files, manifestId } = offer.list;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return startRawPeer(stage, {
    name,
    library: [{ id: 'alpha', version, bytes, state: 'serving', manifestId }],
    reply: (request) => {
      if (request.type === 'get-game') return { head: offer.list };
      if (request.type === 'get-manifest') return { head: offer.manifest };
      return request.type === 'stream-install' ? send(request, offer) : { head: refusal };
    },
  });
}

const timesAsked = ({ requests }: RawPeer): number => requests.filter(({ type }) => type === 'stream-install').length;
const frames = (...controls: StreamControl[]): Buffer => Buffer.concat(controls.map(encodeControl));

const withoutUnpacker: Scenario = {
  id: 'S40',
  title: 'streamed install from a peer that cannot unpack: it fails before a byte and leaves nothing',
  run: async (stage) => {
    const { honest, client } = await stage.startPeers({ honest: { games: [manyPieceGame('alpha', 12)] }, client: {} });
    const plain = await startSender(stage, 'plain', honest, () => ({
      head: { ok: false, code: 'not-supported-yet', message: 'This PC does not unpack games for others.' },
    }));
    await plain.join(client);
    const since = client.mark();
    await client.command('stream-install', { gameId: 'alpha' });
    const { error } = await outcomeOf(client, 'alpha', 'install-failed', { since });
    assert.equal(error.code, 'not-supported-yet', error.message);
    assert.match(error.message, /plain/);
    assert.equal(timesAsked(plain), 1);
    assert.ok(!client.events.some(({ event }) => event.kind === 'install-progress'), 'there was progress');
    await assertNothingLeft(client, 'alpha');
    await assertIdle(client);
  },
};

const solid: Scenario = {
  id: 'S41',
  title: 'streamed install of solid archives, one in several volumes: the same bytes as a direct unpack',
  run: async (stage) => {
    const large = { ...manyFiles('alpha'), solid: true };
    const { source, client } = await stage.startPeers({ source: { games: [large] }, client: {} });
    await connect(client, source);
    await streamInstall(client, 'alpha');
    await assertStreamed(client, 'alpha', payloadOf(source, 'alpha'));

    if (!haveRealArchives) return stage.note('without archives of other programs: they are not here');
    const since = client.mark();
    const payload = await makeRealGame(source, 'bravo', { 'b.eti': 'rar5-multivol-solid', 'a.eti': 'rar5-solid' });
    await until(client, 'bravo', showsRow('remote-library-changed', 'bravo', ({ peerCount }) => peerCount === 1), { since }); // prettier-ignore
    await streamInstall(client, 'bravo');
    await assertStreamed(client, 'bravo', payload);
    await install(source, 'bravo');
    assert.deepEqual(await hashTree(join(source.root('bravo'), installDirName)), payload);
    await assertIdle(client, source);
  },
};

const secondSource: Scenario = {
  id: 'S42',
  title: 'streamed install: the first source fails, the second one sends all of it',
  run: async (stage) => {
    const { source, client } = await stage.startPeers({ source: { games: [manyFiles('alpha')] }, client: {} });
    const failing = await startSender(stage, 'failing', source, () => ({ head: { ok: true } }));
    await failing.join(client);
    await connect(client, source);
    const finished = await streamInstall(client, 'alpha');
    assert.equal(timesAsked(failing), 1);
    assert.ok(bytesFrom(finished, source) >= manyBytes, JSON.stringify(finished));
    assert.equal(bytesFrom(finished, failing), 0);
    await assertStreamed(client, 'alpha', payloadOf(source, 'alpha'));
    await assertIdle(client, source);
  },
};

const alreadyHere: Scenario = {
  id: 'S43',
  title: 'streamed install of an installed or a downloaded game is refused and changes nothing',
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 5), manyPieceGame('bravo', 5)];
    const { source, client } = await stage.startPeers({ source: { games }, client: {} });
    await connect(client, source);
    await streamInstall(client, 'alpha');
    await download(client, 'bravo');
    const before = await hashTree(client.gamesDir);
    await assertRefused(client, 'already-installed', 'stream-install', { gameId: 'alpha' });
    await assertRefused(client, 'already-downloaded', 'stream-install', { gameId: 'bravo' });
    await assertRefused(client, 'unknown-game', 'stream-install', { gameId: 'nowhere' });
    await assertRefused(client, 'no-sources', 'stream-install', { gameId: 'charlie' });
    assert.deepEqual(await hashTree(client.gamesDir), before);
    await install(client, 'bravo');
    await assertInstalled(client, 'bravo', source);
    await assertIdle(client, source);
  },
};

/** One bit of the last file of the archive is wrong, from before anybody has looked at it. */
async function putDamaged(stage: Stage, peer: Actor, spec: GameSpec): Promise<void> {
  const { root } = await makeGame(join(stage.home, 'making'), spec);
  const file = await open(join(root, `${spec.id}.eti`), 'r+');
  try {
    const { size, atime, mtime } = await file.stat();
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, size - mebibyte);
    byte[0] = (byte[0] ?? 0) ^ 1;
    await file.write(byte, 0, 1, size - mebibyte);
    await file.utimes(atime, mtime);
  } finally {
    await file.close();
  }
  const since = peer.mark();
  await rename(root, peer.root(spec.id));
  await until(
    peer,
    spec.id,
    showsRow('local-library-changed', spec.id, ({ downloaded }) => downloaded),
    { since },
  );
}

const plan = (files: number, unpackedBytes: number): StreamControl => ({
  kind: 'plan',
  archives: [{ name: 'alpha.eti', solid: false, unpackedBytes, files, directories: 0 }],
});

const corrupt: Scenario = {
  id: 'S44',
  title: 'streamed install of a damaged archive is rolled back; who sends wrong bytes is banned',
  run: async (stage) => {
    const { source, damaged, client } = await stage.startPeers({
      source: { games: [manyFiles('alpha')] },
      damaged: {},
      client: {},
    });
    await putDamaged(stage, damaged, manyFiles('bravo'));
    await connect(client, damaged);
    let since = await streamUntil(client, 'bravo', 1);
    const { error } = await outcomeOf(client, 'bravo', 'install-failed', { since });
    assert.equal(error.code, 'archive-corrupt', error.message);
    assert.match(error.message, /damaged cannot unpack/);
    await assertNothingLeft(client, 'bravo');

    const liar = await startSender(stage, 'liar', source, () => ({
      head: { ok: true },
      bytes: frames(
        plan(fileCount, manyBytes),
        { kind: 'archive-begin', name: 'alpha.eti' },
        { kind: 'file-begin', path: 'data/0.pak', size: 0, crc32: 1 },
        { kind: 'file-end', crc32: null },
      ),
    }));
    // Alone at first: of two that are asked, the honest one may begin before it.
    await liar.join(client);
    since = client.mark();
    await client.command('stream-install', { gameId: 'alpha' });
    const banned = await until(client, 'a ban', ofKind('source-banned'), { since });
    await outcomeOf(client, 'alpha', 'install-failed', { since });
    await assertNothingLeft(client, 'alpha');
    await connect(client, source);
    const finished = await streamInstall(client, 'alpha');
    assert.deepEqual([banned.peerId, banned.gameId, timesAsked(liar)], [liar.peerId, 'alpha', 1]);
    assert.equal(bytesFrom(finished, liar), 0);
    await assertStreamed(client, 'alpha', payloadOf(source, 'alpha'));
    await assertIdle(client, source, damaged);
  },
};

/** Who sends the streamed install that is under way. */
const lastSender = ({ events }: Actor): PeerId | undefined =>
  events.flatMap(({ event }) => (event.kind === 'install-progress' ? (event.streamed?.sources ?? []) : [])).at(-1)
    ?.peerId;

const senderDies: Scenario = {
  id: 'S45',
  title: 'a sender or the receiver is cut off in the middle: another one goes on, or nothing is left',
  limitSeconds: 60,
  run: async (stage) => {
    const games = [{ ...manyFiles('alpha'), solid: true }];
    const { one, two, ...rest } = await stage.startPeers({ one: { games }, two: { games }, client: {} });
    let { client } = rest;
    await Promise.all([one, two].map(async (peer) => untilHashed(stage, peer, 'alpha')));
    for (const peer of [one, two]) await slowDown(peer, 16);
    await connect(client, one);
    await connect(client, two);
    let since = await streamUntil(client, 'alpha', 2.5 * fileMib * mebibyte);
    // Both are asked, and whoever begins first sends.
    const [sender, other] = lastSender(client) === one.peerId ? [one, two] : [two, one];
    await sender.kill();
    await setLimits(other, {});
    const finished = await outcomeOf(client, 'alpha', 'install-finished', { since });
    await assertStreamed(client, 'alpha', payloadOf(other, 'alpha'));
    const again = bytesFrom(finished, one) + bytesFrom(finished, two) - manyBytes;
    assert.ok(bytesFrom(finished, sender) > 2 * fileMib * mebibyte, JSON.stringify(finished));
    assert.ok(again >= 0 && again < fileMib * mebibyte, `${again} bytes came twice: ${JSON.stringify(finished)}`);

    since = client.mark();
    await client.command('uninstall', { gameId: 'alpha' });
    await outcomeOf(client, 'alpha', 'uninstall-finished', { since });
    await slowDown(other, 16);
    since = await streamUntil(client, 'alpha', fileMib * mebibyte);
    await client.kill();
    assert.ok((await listRoots(client)).includes('alpha'));
    client = await stage.startPeer('client');
    assert.deepEqual([...(await hashTree(client.gamesDir)).keys()], []);
    await connect(client, other);
    since = await streamUntil(client, 'alpha', fileMib * mebibyte);
    await other.kill();
    const { error } = await outcomeOf(client, 'alpha', 'install-failed', { since });
    assert.equal(error.code, 'source-lost', error.message);
    assert.deepEqual([...(await hashTree(client.gamesDir)).keys()], []);
    await assertIdle(client);
  },
};

const cancelled: Scenario = {
  id: 'S46',
  title: 'a streamed install is cancelled in the middle: nothing is left, and the sender is free at once',
  run: async (stage) => {
    const { source, client } = await stage.startPeers({ source: { games: [manyFiles('alpha')] }, client: {} });
    await slowDown(source, 16);
    await connect(client, source);
    const since = await streamUntil(client, 'alpha', fileMib * mebibyte);
    await assertRefused(client, 'operation-in-progress', 'stream-install', { gameId: 'alpha' });
    await client.command('cancel-download', { gameId: 'alpha' });
    const { error } = await outcomeOf(client, 'alpha', 'install-failed', { since });
    assert.equal(error.code, 'cancelled');
    await assertNothingLeft(client, 'alpha');
    await untilStatus(source, 'the end of the stream', ({ outboundTransfers }) => outboundTransfers['alpha'] === undefined); // prettier-ignore
    await assertIdle(client);

    // A writer over there does not wait for who reads from it.
    const again = await streamUntil(client, 'alpha', fileMib * mebibyte);
    await install(source, 'alpha');
    await setLimits(source);
    const ended = await until(client, 'its end', (event) => event.kind === 'install-finished' || event.kind === 'install-failed', { since: again }); // prettier-ignore
    if (ended.kind === 'install-failed') await streamInstall(client, 'alpha');
    await assertStreamed(client, 'alpha', payloadOf(source, 'alpha'));
    await assertIdle(client, source);
  },
};

export const streamedRows: Scenario[] = [
  nonSolid,
  withoutUnpacker,
  solid,
  secondSource,
  alreadyHere,
  corrupt,
  senderDies,
  cancelled,
];
