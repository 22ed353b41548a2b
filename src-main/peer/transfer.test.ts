// Whole downloads between several peers: verified pieces, swarm, pause, restart, repair, liars, limits.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogGame } from '../../src-shared/game.ts';
import type { Disk } from './disk/disk.ts';
import { realDisk } from './disk/real-disk.ts';
import { makeGame, openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

const version = '20240101';
const mib = 2 ** 20;
const catalog: CatalogGame[] = ['quux', 'ggoo'].map((id) => ({ id, title: id.toUpperCase(), version }));

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

/** No two pieces are alike. */
const bytesOf = (length: number, seed = 1): Buffer => {
  const bytes = Buffer.alloc(length);
  for (let at = 0, x = seed; at + 4 <= length; at += 4)
    bytes.writeInt32LE((x = (Math.imul(x, 1_103_515_245) + 12_345) | 0), at);
  return bytes;
};

/** Has the game and has hashed it. */
async function seed(name: string, content: Uint8Array, id = 'quux'): Promise<LabPeer> {
  const peer = await lab.start(name, catalog);
  await makeGame(peer.gameDir, id, version, { 'a.eti': content });
  await hashed(peer);
  return peer;
}

/** Its background work has come to an end since `since`. */
async function hashed(peer: LabPeer, since = 0): Promise<void> {
  await peer.waitFor('hashing-progress', ({ gameId }) => gameId !== null, since);
  const at = peer.events.findLastIndex((event) => event.kind === 'hashing-progress' && event.gameId !== null);
  await peer.waitFor('hashing-progress', ({ gameId }) => gameId === null, at);
}

const connect = (from: LabPeer, to: LabPeer) => from.send({ kind: 'connect-peer', address: to.address });
const download = (peer: LabPeer, gameId = 'quux') => peer.send({ kind: 'download-game-files', gameId, install: false });
const archiveOf = (peer: LabPeer, id = 'quux') => path.join(peer.gameDir, id, 'a.eti');
const sourceNames = ({ sources }: { sources: { name: string }[] }) => sources.map(({ name }) => name).toSorted();

/** Slow enough to be caught in the middle. */
async function limit(peer: LabPeer, download: number | null, upload: number | null = null): Promise<void> {
  const limits = { upload, download, playingUpload: null, playingDownload: null };
  await peer.send({ kind: 'set-transfer-limits', limits: { ...limits, concurrentDownloads: 1 } });
}

async function reach(peer: LabPeer, bytes: number): Promise<void> {
  await peer.waitFor('download-progress', ({ downloadedBytes }) => downloadedBytes >= bytes);
}

describe('a verified download', () => {
  it('checks every piece, over the fast lane, and is a known copy at once', async () => {
    const content = bytesOf(9 * mib + 5);
    const a = await seed('a', content);
    const b = await lab.start('b', catalog);
    await connect(b, a);
    await download(b);
    const { sources } = await b.waitFor('download-finished');
    expect(sources).toMatchObject([{ name: 'a', lane: 'tls', complete: true }]);
    expect(b.events.some((event) => event.kind === 'download-progress' && event.verified)).toBe(true);
    expect((await readFile(archiveOf(b))).equals(content)).toBe(true);
    expect(b.peer.snapshot().peers[0]?.lane).toBe('tls');
    expect(a.peer.snapshot().peers[0]?.lane).toBe('tls');
    const c = await lab.start('c', catalog);
    await connect(c, b);
    await download(c);
    await c.waitFor('download-finished');
    expect((await readFile(archiveOf(c))).equals(content)).toBe(true);
  });

  it('goes over QUIC where the other side has no fast lane', async () => {
    const a = await lab.start('a', catalog, { tls: null });
    await makeGame(a.gameDir, 'quux', version, { 'a.eti': bytesOf(3 * mib) });
    await hashed(a);
    const b = await lab.start('b', catalog);
    await connect(b, a);
    await download(b);
    const { sources } = await b.waitFor('download-finished');
    expect(sources).toMatchObject([{ lane: 'quic' }]);
  });

  it('refuses wrong bytes, bans who sent them, and says so', async () => {
    const content = bytesOf(12 * mib);
    const honest = await seed('honest', content);
    const liar = await seed('liar', content);
    const rotten = Buffer.from(content);
    for (let at = 0; at < rotten.length; at += mib) rotten[at + 77] = (rotten[at + 77] ?? 0) ^ 1;
    const peer = await lab.start('c', catalog);
    await connect(peer, honest);
    await connect(peer, liar);
    await limit(peer, 4 * mib);
    await download(peer);
    await peer.waitFor('download-begin');
    // Its watcher sees it too late: what was hashed is no longer what is sent.
    liar.kill();
    const forger = await forge(liar, rotten);
    await connect(peer, forger);
    await limit(peer, null);
    await peer.waitFor('download-finished');
    expect((await readFile(archiveOf(peer))).equals(content)).toBe(true);
  });
});

/** The same peer again, whose files have changed behind the back of its hashes. */
async function forge(peer: LabPeer, content: Uint8Array): Promise<LabPeer> {
  await writeFile(archiveOf(peer), content);
  return lab.start(peer.name, catalog);
}

describe('a swarm', () => {
  it('passes pieces on before it has all of them', async () => {
    const content = bytesOf(24 * mib);
    const a = await seed('a', content);
    const [b, c, d] = [await lab.start('b', catalog), await lab.start('c', catalog), await lab.start('d', catalog)];
    const clients = [b, c, d];
    for (const client of clients) await connect(client, a);
    await connect(b, c);
    await connect(b, d);
    await connect(c, d);
    await limit(a, null, 8 * mib);
    await Promise.all(clients.map((client) => download(client)));
    const summaries = await Promise.all(clients.map((client) => client.waitFor('download-finished')));
    for (const client of clients) expect((await readFile(archiveOf(client))).equals(content)).toBe(true);
    const among = summaries.flatMap(({ sources }) => sources).filter(({ name }) => name !== 'a');
    expect(among.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(4 * mib);
    expect(among.some(({ complete }) => !complete)).toBe(true);
  });

  it('completes from what the others hold when the seed is gone', async () => {
    const content = bytesOf(10 * mib);
    const a = await seed('a', content);
    const [b, c] = [await lab.start('b', catalog), await lab.start('c', catalog)];
    await connect(b, a);
    await connect(c, b);
    await limit(b, 6 * mib);
    await download(b);
    await reach(b, 5 * mib);
    await b.send({ kind: 'pause-download', gameId: 'quux' });
    await b.waitFor('download-paused');
    const isShared = () => c.peer.snapshot().games.some(({ peerCount }) => peerCount === 1);
    for (let since = 0; !isShared(); since = c.events.length)
      await c.waitFor('remote-library-changed', () => true, since);
    await download(c);
    await c.waitFor('download-progress', ({ phase }) => phase === 'waiting');
    expect(c.peer.snapshot().queue).toMatchObject([{ gameId: 'quux', state: 'stalled' }]);
    await limit(b, null);
    await b.send({ kind: 'resume-download', gameId: 'quux' });
    await Promise.all([b, c].map((peer) => peer.waitFor('download-finished')));
    for (const peer of [b, c]) expect((await readFile(archiveOf(peer))).equals(content)).toBe(true);
    expect(sourceNames(await c.waitFor('download-finished'))).toEqual(['b']);
  });
});

describe('an interrupted download', () => {
  it('keeps what it has over a pause and a restart', async () => {
    const content = bytesOf(16 * mib);
    const a = await seed('a', content);
    const b = await lab.start('b', catalog);
    await connect(b, a);
    await limit(b, 8 * mib);
    await download(b);
    await reach(b, 6 * mib);
    await b.send({ kind: 'pause-download', gameId: 'quux' });
    const before = await b.waitFor('download-paused');
    expect(b.peer.snapshot()).toMatchObject({ queue: [{ gameId: 'quux', state: 'paused' }], operations: [] });
    await b.peer.stop();
    const again = await lab.start('b', catalog);
    expect(again.peer.snapshot().queue).toMatchObject([{ gameId: 'quux', state: 'paused' }]);
    await connect(again, a);
    await again.send({ kind: 'resume-download', gameId: 'quux' });
    const after = await again.waitFor('download-finished');
    expect(before.bytes + after.bytes).toBe(content.length + Buffer.byteLength(`${version}\nnote=kept\n`));
    expect((await readFile(archiveOf(again))).equals(content)).toBe(true);
    expect(again.peer.snapshot().queue).toEqual([]);
    expect(b.events.some(({ kind }) => kind === 'download-failed')).toBe(false);
  });

  it('goes on by itself after a restart, and waits for a source meanwhile', async () => {
    const content = bytesOf(12 * mib);
    const a = await seed('a', content);
    const b = await lab.start('b', catalog);
    await connect(b, a);
    await limit(b, 8 * mib);
    await download(b);
    await reach(b, 4 * mib);
    await b.peer.stop();
    const again = await lab.start('b', catalog);
    await again.waitFor('download-progress', ({ phase, waitingFor }) => phase === 'waiting' && waitingFor !== null);
    await connect(again, a);
    const { bytes } = await again.waitFor('download-finished');
    expect(bytes).toBeLessThan(9 * mib);
    expect((await readFile(archiveOf(again))).equals(content)).toBe(true);
  });

  it('waits when its only source dies, and goes on when it is back', async () => {
    const content = bytesOf(12 * mib);
    const a = await seed('a', content);
    const b = await lab.start('b', catalog);
    await connect(b, a);
    await limit(b, 8 * mib);
    await download(b);
    await reach(b, 4 * mib);
    a.kill();
    await b.waitFor('download-progress', ({ phase }) => phase === 'waiting');
    const back = await lab.start('a', catalog);
    await connect(b, back);
    const { bytes } = await b.waitFor('download-finished');
    expect(bytes).toBe(content.length + Buffer.byteLength(`${version}\nnote=kept\n`));
    expect(b.events.some(({ kind }) => kind === 'download-failed')).toBe(false);
  });
});

it('removes nothing of a game whose update is paused', async () => {
  const a = await seed('a', bytesOf(6 * mib));
  const b = await lab.start('b', catalog);
  await makeGame(b.gameDir, 'quux', '20200101', { 'old.eti': 10 });
  await b.waitFor('local-library-changed', ({ games }) => games.some(({ downloaded }) => downloaded));
  await connect(b, a);
  await limit(b, 4 * mib);
  await download(b);
  await b.waitFor('download-begin');
  await b.send({ kind: 'pause-download', gameId: 'quux' });
  await b.waitFor('download-paused');
  const remove = b.send({ kind: 'remove-downloaded-game', gameId: 'quux' });
  await expect(remove).rejects.toMatchObject({ code: 'remove-refused' });
  await b.send({ kind: 'cancel-download', gameId: 'quux' });
  await b.waitFor('download-queue-changed', ({ queue }) => queue.length === 0);
  expect(b.peer.snapshot().games).toMatchObject([{ downloaded: true, localVersion: '20200101' }]);
});

describe('while a game is played', () => {
  const slowly = 256 * 1024;

  it.each(['playingUpload', 'playingDownload'] as const)('%s holds, and no longer', async (which) => {
    const a = await seed('a', bytesOf(8 * mib));
    const b = await lab.start('b', catalog);
    await connect(b, a);
    const player = which === 'playingUpload' ? a : b;
    const none = { upload: null, download: null, playingUpload: null, playingDownload: null };
    const limits = { ...none, [which]: slowly, concurrentDownloads: 1 };
    await player.send({ kind: 'set-transfer-limits', limits });
    player.peer.setPlaying(true);
    await download(b);
    const first = await b.waitFor('download-progress', ({ bytesPerSecond }) => bytesPerSecond > 0);
    expect(first.bytesPerSecond).toBeLessThan(4 * slowly);
    expect(first.downloadedBytes).toBeLessThan(2 * mib);
    player.peer.setPlaying(false);
    await b.waitFor('download-finished');
  });
});

it('tells that a cancelled download could not be deleted, and deletes it when it is cancelled again', async () => {
  const a = await seed('a', bytesOf(6 * mib));
  let held = true;
  const removeTree: Disk['removeTree'] = async (dir) => {
    if (held) throw Object.assign(new Error(`EBUSY: '${dir}'`), { code: 'EBUSY', path: dir });
    await realDisk.removeTree(dir);
  };
  const deleted = Promise.withResolvers<void>();
  const removeEmptyDir: Disk['removeEmptyDir'] = async (dir) => {
    await realDisk.removeEmptyDir(dir);
    deleted.resolve();
  };
  const b = await lab.start('b', catalog, { disk: { ...realDisk, removeTree, removeEmptyDir } });
  await connect(b, a);
  await limit(b, 4 * mib);
  await download(b);
  await b.waitFor('download-begin');
  await b.send({ kind: 'cancel-download', gameId: 'quux' });
  const { error } = await b.waitFor('download-failed');
  expect(error).toMatchObject({ code: 'file-locked', hint: 'Close the game and its tools, then try again.' });
  expect(error.message).toMatch(/^Could not delete what was fetched of quux: another program uses the file/);
  expect(b.peer.snapshot().queue).toMatchObject([{ gameId: 'quux', state: 'failed', error }]);
  held = false;
  await b.send({ kind: 'cancel-download', gameId: 'quux' });
  await deleted.promise;
  expect(b.peer.snapshot().queue).toEqual([]);
  await expect(readdir(b.gameDir)).resolves.toEqual([]);
});

describe('verifying', () => {
  async function pair(content: Uint8Array): Promise<[LabPeer, LabPeer]> {
    const a = await seed('a', content);
    const b = await lab.start('b', catalog);
    await connect(b, a);
    await download(b);
    await b.waitFor('download-finished');
    return [a, b];
  }

  it('finds nothing wrong in a whole copy', async () => {
    const [, b] = await pair(bytesOf(5 * mib));
    await b.send({ kind: 'verify-game', gameId: 'quux' });
    expect(await b.waitFor('verify-finished')).toMatchObject({ badFiles: 0, badPieces: 0, repaired: false });
    expect(b.events.some((event) => event.kind === 'verify-progress' && event.checkedBytes > 0)).toBe(true);
  });

  const flip = (content: Uint8Array, ...at: number[]): Buffer => {
    const damaged = Buffer.from(content);
    for (const index of at) damaged[index] = (damaged[index] ?? 0) ^ 1;
    return damaged;
  };
  const verify = async (b: LabPeer, repair: boolean) => {
    const since = b.events.length;
    await b.send({ kind: 'verify-game', gameId: 'quux', repair });
    const outcome = await b.waitFor('verify-finished', () => true, since);
    const read = b.events.slice(since).filter(({ kind }) => kind === 'verify-progress') as { checkedBytes: number }[];
    return { ...outcome, readsAnew: read.some(({ checkedBytes }) => checkedBytes === 0) };
  };

  it('tells what is wrong and leaves it, then fetches only that', async () => {
    const content = bytesOf(8 * mib);
    const [, b] = await pair(content);
    const damaged = flip(content, 3 * mib + 1, 6 * mib);
    await writeFile(archiveOf(b), damaged);
    const found = { files: 2, badFiles: 1, badPieces: 2, badBytes: 2 * mib };
    expect(await verify(b, false)).toMatchObject({ ...found, repaired: false });
    expect((await readFile(archiveOf(b))).equals(damaged)).toBe(true);
    // What was found holds, so nothing is read again.
    expect(await verify(b, true)).toMatchObject({ ...found, repaired: true, readsAnew: false });
    expect((await readFile(archiveOf(b))).equals(content)).toBe(true);
    expect(b.peer.snapshot().games).toMatchObject([{ downloaded: true }]);
    expect(await verify(b, true)).toMatchObject({ badFiles: 0, repaired: false, readsAnew: true });
  });

  it('reads everything again where a file has changed since it was found', async () => {
    const content = bytesOf(8 * mib);
    const [, b] = await pair(content);
    await writeFile(archiveOf(b), flip(content, 3 * mib));
    await verify(b, false);
    await writeFile(archiveOf(b), flip(content, 3 * mib, 5 * mib));
    expect(await verify(b, true)).toMatchObject({ badPieces: 2, repaired: true, readsAnew: true });
    expect((await readFile(archiveOf(b))).equals(content)).toBe(true);
  });

  it('brings an empty file back that has gone', async () => {
    const a = await lab.start('a', catalog);
    await makeGame(a.gameDir, 'quux', version, { 'a.eti': bytesOf(2 * mib), 'empty.txt': new Uint8Array(0) });
    await hashed(a);
    const b = await lab.start('b', catalog);
    await connect(b, a);
    await download(b);
    await b.waitFor('download-finished');
    const empty = path.join(b.gameDir, 'quux', 'empty.txt');
    await rm(empty);
    expect(await verify(b, false)).toMatchObject({ badFiles: 1, badPieces: 0, badBytes: 0, repaired: false });
    expect(await verify(b, true)).toMatchObject({ badFiles: 1, repaired: true });
    expect((await readFile(empty)).length).toBe(0);
  });

  it('repairs without having been asked to look first', async () => {
    const content = bytesOf(4 * mib);
    const [, b] = await pair(content);
    await writeFile(archiveOf(b), flip(content, 7));
    expect(await verify(b, true)).toMatchObject({ badFiles: 1, badBytes: mib, repaired: true });
    expect((await readFile(archiveOf(b))).equals(content)).toBe(true);
  });

  it('touches nothing when nobody can give what is right', async () => {
    const content = bytesOf(4 * mib);
    const [a, b] = await pair(content);
    await a.peer.stop();
    await b.waitFor('peer-disconnected');
    const damaged = Buffer.from(content);
    damaged[5] = (damaged[5] ?? 0) ^ 1;
    await writeFile(archiveOf(b), damaged);
    await b.send({ kind: 'verify-game', gameId: 'quux' });
    const { error } = await b.waitFor('verify-failed');
    expect(error.code).toBe('no-sources');
    expect((await readFile(archiveOf(b))).equals(damaged)).toBe(true);
  });
});

describe('the queue', () => {
  it('runs one after the other, in the order that the player gives', async () => {
    const a = await seed('a', bytesOf(6 * mib));
    await makeGame(a.gameDir, 'ggoo', version, { 'a.eti': bytesOf(6 * mib, 7) });
    const b = await lab.start('b', catalog);
    await connect(b, a);
    await b.waitFor('remote-library-changed', ({ games }) => games.some(({ id }) => id === 'ggoo'));
    await limit(b, 6 * mib);
    await download(b, 'quux');
    await download(b, 'ggoo');
    expect(b.peer.snapshot().queue).toMatchObject([
      { gameId: 'quux', state: 'running' },
      { gameId: 'ggoo', state: 'queued' },
    ]);
    await b.send({ kind: 'move-download', gameId: 'ggoo', position: 0 });
    await limit(b, null);
    await b.waitFor('download-finished', ({ gameId }) => gameId === 'quux');
    const order = b.events.flatMap((event) => (event.kind === 'download-finished' ? event.gameId : []));
    expect(order).toEqual(['ggoo', 'quux']);
  });
});
