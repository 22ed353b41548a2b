// Whole streamed installs between several peers: agreement, continuation, refusals, cancelling, liars, limits.
import { access, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogGame } from '../../src-shared/game.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { stagingDirName } from './disk/names.ts';
import { madeArchives, madeBytes, writeMade, type MadeEntry, type MadeHooks } from './edge/testing/made-archives.ts';
import type { PeerOptions } from './peer.ts';
import { makeGame, openPeerLab, putOldFile, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

const version = '20240101';
const mib = 2 ** 20;
const catalog: CatalogGame[] = ['quux', 'ggoo'].map((id) => ({ id, title: id.toUpperCase(), version }));

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

const archives: Record<string, MadeEntry[]> = {
  'b.eti': [{ path: 'two/two.pak', size: 70_000, seed: 5 }],
  'a.eti': [
    { path: 'game.exe', size: 3 * mib + 1, seed: 1 },
    { path: 'empty.cfg', size: 0 },
    { path: 'data/one.pak', size: 2 * mib, seed: 3, noCrc: true },
    { path: 'data' },
  ],
};
const totalBytes = 5 * mib + 70_001;

/** Has the game and can unpack it for others. */
async function source(name: string, hooks: MadeHooks = {}, made = archives, options: Partial<PeerOptions> = {}) {
  const peer = await lab.start(name, catalog, { ...engine(hooks), ...options });
  const files = Object.entries(made).map(([archive, entries]) => [archive, writeMade(entries)] as const);
  await makeGame(peer.gameDir, 'quux', version, Object.fromEntries(files));
  await peer.waitFor('hashing-progress', ({ gameId }) => gameId !== null);
  const at = peer.events.findLastIndex((event) => event.kind === 'hashing-progress' && event.gameId !== null);
  await peer.waitFor('hashing-progress', ({ gameId }) => gameId === null, at);
  return peer;
}

function engine(hooks: MadeHooks): Partial<PeerOptions> {
  const { list, stream } = madeArchives(hooks);
  return { unpacker: { list, unpack: async () => [] }, streams: { stream } };
}

async function receiver(...sources: LabPeer[]): Promise<LabPeer> {
  const peer = await lab.start('receiver', catalog);
  for (const { address } of sources) await peer.send({ kind: 'connect-peer', address });
  return peer;
}

const stream = async (peer: LabPeer) => peer.send({ kind: 'stream-install-game', gameId: 'quux' });
const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

async function expectInstalled(peer: LabPeer, made = archives): Promise<void> {
  const root = path.join(peer.gameDir, 'quux');
  expect(await readdir(root)).toEqual(['local']);
  const expected = Object.values(made)
    .flat()
    .filter(({ size }) => size !== undefined);
  for (const entry of expected) {
    expect((await readFile(path.join(root, 'local', entry.path))).equals(madeBytes(entry)), entry.path).toBe(true);
  }
  const found = await readdir(path.join(root, 'local'), { recursive: true, withFileTypes: true });
  expect(found.filter((one) => one.isFile())).toHaveLength(expected.length);
}

async function expectNothing(peer: LabPeer): Promise<void> {
  expect(await readdir(peer.gameDir)).toEqual([]);
  expect(peer.peer.snapshot()).toMatchObject({ operations: [], installs: [] });
}

const expectIdle = async (...peers: LabPeer[]) => {
  for (const { peer } of peers) {
    await expect.poll(() => peer.snapshot().outboundTransfers, { interval: 5, timeout: 10_000 }).toEqual({});
  }
};

/** What was told of the operation, without progress. */
function told(peer: LabPeer, since: number): string[] {
  const kinds = new Set(['local-library-changed', 'got-game-files', 'install-finished', 'install-failed']);
  return peer.events.slice(since).flatMap((event: PeerEvent) => {
    if (event.kind === 'active-operations-changed')
      return [`active(${event.operations.map(({ kind }) => kind).join()})`];
    return kinds.has(event.kind) ? [event.kind] : [];
  });
}

async function limit(peer: LabPeer, upload: number | null): Promise<void> {
  const limits = { upload, download: null, playingUpload: null, playingDownload: null, concurrentDownloads: 1 };
  await peer.send({ kind: 'set-transfer-limits', limits });
}

describe('a streamed install', () => {
  it('ends with the installed game alone, which is no source', async () => {
    const one = await source('one');
    const peer = await receiver(one);
    const since = peer.events.length;
    await stream(peer);
    const finished = await peer.waitFor('install-finished');
    expect(finished).toMatchObject({ gameId: 'quux', version, updated: false });
    expect(finished.streamed).toMatchObject({ bytes: totalBytes, sources: [{ name: 'one', lane: 'tls' }] });
    await expectInstalled(peer);
    expect(told(peer, since)).toEqual([
      'active(streaming)', 'got-game-files', 'local-library-changed', 'active()', 'install-finished',
    ]); // prettier-ignore
    const { games } = (await peer.send({ kind: 'list-games' })) as { games: { availability: string | null }[] };
    expect(games).toMatchObject([
      { id: 'quux', installed: true, downloaded: false, availability: 'LocalOnly', installedVersion: version },
    ]);
    const third = await lab.start('third', catalog);
    await third.send({ kind: 'connect-peer', address: peer.address });
    expect(third.peer.snapshot().games).toEqual([]);
    await expectIdle(one, peer);
  });

  it('goes over QUIC where the other side has no fast lane, and tells its progress', async () => {
    const one = await source('one', {}, archives, { tls: null });
    const peer = await receiver(one);
    await stream(peer);
    expect((await peer.waitFor('install-finished')).streamed?.sources).toMatchObject([{ lane: 'quic' }]);
    await expectInstalled(peer);
    const progress = peer.events.flatMap((event) => (event.kind === 'install-progress' ? [event] : []));
    expect(progress.at(-1)).toMatchObject({ writtenBytes: totalBytes, totalBytes });
  });

  it('counts among what the sender gives while it runs, and in the snapshot here', async () => {
    const reached = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const one = await source('one', {
      onFrame: (frame) => {
        if (frame.kind !== 'directory') return;
        reached.resolve();
        return gate.promise;
      },
    });
    const peer = await receiver(one);
    await stream(peer);
    await reached.promise;
    expect(one.peer.snapshot().outboundTransfers).toEqual({ quux: 1 });
    expect(peer.peer.snapshot().operations).toEqual([{ gameId: 'quux', kind: 'streaming' }]);
    await expect(stream(peer)).rejects.toMatchObject({ code: 'operation-in-progress' });
    gate.resolve();
    await peer.waitFor('install-finished');
    await expectInstalled(peer);
  });
});

it('a streamed install takes the place of an older one, and is a source once its files were fetched', async () => {
  const one = await source('one');
  const peer = await receiver(one);
  await stream(peer);
  await peer.waitFor('install-finished');
  await peer.peer.stop();
  const newer = '20250101';
  const files = Object.entries(archives).map(([archive, entries]) => [archive, writeMade(entries)] as const);
  const next = catalog.map((game) => ({ ...game, version: newer }));
  const two = await lab.start('two', next, engine({}));
  await makeGame(two.gameDir, 'quux', newer, Object.fromEntries(files));
  await two.waitFor('local-library-changed', ({ games }) => games.some(({ downloaded }) => downloaded));
  const again = await lab.start('receiver', next);
  await again.send({ kind: 'connect-peer', address: two.address });
  const row = () => again.peer.snapshot().games.find(({ id }) => id === 'quux');
  expect(row()).toMatchObject({ installedVersion: version, localVersion: null });
  await stream(again);
  expect(await again.waitFor('install-finished')).toMatchObject({ version: newer, updated: true });
  await expectInstalled(again);
  expect(row()?.installedVersion).toBe(newer);
  await again.send({ kind: 'download-game-files', gameId: 'quux', install: false });
  await again.waitFor('download-finished');
  expect(row()).toMatchObject({ availability: 'Ready', installedVersion: newer, localVersion: newer });
});

describe('a streamed install is refused', () => {
  it('for what is installed, downloaded, queued, unknown, or nowhere', async () => {
    const peer = await lab.start('receiver', catalog);
    await expect(stream(peer)).rejects.toMatchObject({ code: 'no-sources' });
    expect(peer.events.some(({ kind }) => kind === 'no-peers-have-game')).toBe(true);
    await expect(peer.send({ kind: 'stream-install-game', gameId: 'nope' })).rejects.toMatchObject({
      code: 'unknown-game',
    });
    await mkdir(path.join(peer.gameDir, 'quux/local'), { recursive: true });
    await peer.waitFor('local-library-changed', ({ games }) => games.some(({ installed }) => installed));
    await expect(stream(peer)).rejects.toMatchObject({ code: 'already-installed' });
    await makeGame(peer.gameDir, 'ggoo', version, { 'a.eti': 5 });
    await peer.waitFor('local-library-changed', ({ games }) => games.some(({ id, downloaded }) => id === 'ggoo' && downloaded)); // prettier-ignore
    await expect(peer.send({ kind: 'stream-install-game', gameId: 'ggoo' })).rejects.toMatchObject({
      code: 'already-downloaded',
    });
  });

  it('by a peer that cannot unpack, before a byte', async () => {
    const one = await source('one', {}, archives, { streams: null });
    const peer = await receiver(one);
    await stream(peer);
    const { error } = await peer.waitFor('install-failed');
    expect(error).toMatchObject({ code: 'not-supported-yet', message: expect.stringContaining('one') as string });
    await expectNothing(peer);
    await expectIdle(one);
  });

  it('while its download is in the queue', async () => {
    const one = await source('one');
    const peer = await receiver(one);
    await limit(one, 1);
    await peer.send({ kind: 'download-game-files', gameId: 'quux', install: false });
    await peer.send({ kind: 'pause-download', gameId: 'quux' });
    await peer.waitFor('download-paused');
    await expect(stream(peer)).rejects.toMatchObject({ code: 'operation-in-progress' });
  });
});

describe('when something goes wrong', () => {
  it('another peer goes on where one was cut off', async () => {
    let cut = async () => {};
    const one = await source('one', { onFrame: async (frame) => (frame.kind === 'directory' ? cut() : undefined) });
    const two = await source('two');
    const peer = await receiver(one, two);
    // The second file is begun over there, so the first one is whole.
    const begun = path.join(peer.gameDir, 'quux', stagingDirName, 'data/one.pak');
    cut = async () => {
      await expect.poll(async () => exists(begun), { interval: 5 }).toBe(true);
      one.kill();
    };
    await stream(peer);
    const { streamed } = await peer.waitFor('install-finished');
    await expectInstalled(peer);
    const sources = streamed?.sources ?? [];
    expect(sources).toHaveLength(2);
    // What one had sent whole did not come again; the one that has left has no name any more.
    expect(sources.find(({ name }) => name === 'two')?.bytes).toBeLessThan(totalBytes - 3 * mib);
    await expectIdle(two, peer);
  });

  it('a damaged archive rolls back, and its owner is named', async () => {
    const bad = { ...archives, 'b.eti': [{ path: 'two/two.pak', size: 70_000, damaged: true as const }] };
    const one = await source('one', {}, bad);
    const peer = await receiver(one);
    await stream(peer);
    const { error } = await peer.waitFor('install-failed');
    expect(error).toMatchObject({ code: 'archive-corrupt', message: expect.stringContaining('one cannot unpack') as string }); // prettier-ignore
    await expectNothing(peer);
    await expectIdle(one);
  });

  it('bytes that are not those of the checksum ban who sent them', async () => {
    const one = await source('one', {
      onFrame: (frame) => {
        if (frame.kind === 'bytes') frame.bytes[0] = (frame.bytes[0] ?? 0) ^ 1;
      },
    });
    const peer = await receiver(one);
    await stream(peer);
    expect((await peer.waitFor('install-failed')).error).toMatchObject({ code: 'bad-data' });
    expect(await peer.waitFor('source-banned')).toMatchObject({ name: 'one', gameId: 'quux', everything: false });
    await expectNothing(peer);
  });

  it('a peer with another version of the files is not asked', async () => {
    const one = await source('one');
    const two = await source('two');
    const odd = await source('odd', {}, { ...archives, 'b.eti': [{ path: 'two/two.pak', size: 70_000, seed: 99 }] });
    const peer = await receiver(odd, one, two);
    await stream(peer);
    const { streamed } = await peer.waitFor('install-finished');
    expect((streamed?.sources ?? []).map(({ name }) => name)).not.toContain('odd');
    await expectInstalled(peer);
  });
});

it('without hashes, the majority of sizes decides who is asked', async () => {
  const bigger = { ...archives, 'b.eti': [...(archives['b.eti'] ?? []), { path: 'more.pak', size: 10 }] };
  const peers: LabPeer[] = [];
  for (const [name, made] of [
    ['odd', bigger],
    ['one', archives],
    ['two', archives],
  ] as const) {
    const peer = await lab.start(name, catalog, engine({}));
    peer.peer.setPlaying(true);
    const files = Object.entries(made).map(([archive, entries]) => [archive, writeMade(entries)] as const);
    await makeGame(peer.gameDir, 'quux', version, Object.fromEntries(files));
    await peer.waitFor('local-library-changed', ({ games }) => games.some(({ downloaded }) => downloaded));
    peers.push(peer);
  }
  const peer = await receiver(...peers);
  await stream(peer);
  const { streamed } = await peer.waitFor('install-finished');
  expect(streamed?.sources.map(({ name }) => name)).toEqual(['one']);
  await expectInstalled(peer);
});

describe('cancelling', () => {
  it('here rolls back, and frees the game over there', async () => {
    const one = await source('one');
    await limit(one, mib);
    const peer = await receiver(one);
    const since = peer.events.length;
    await stream(peer);
    await peer.waitFor('install-progress', ({ writtenBytes }) => writtenBytes > 0);
    await peer.send({ kind: 'cancel-download', gameId: 'quux' });
    expect((await peer.waitFor('install-failed')).error.code).toBe('cancelled');
    expect(told(peer, since).slice(-3)).toEqual(['local-library-changed', 'active()', 'install-failed']);
    await expectNothing(peer);
    await expectIdle(one);
    await limit(one, null);
    await stream(peer);
    await peer.waitFor('install-finished');
    await expectInstalled(peer);
  });

  it('is what a writer over there does, who does not wait', async () => {
    const one = await source('one');
    const two = await source('two');
    await limit(one, mib);
    const peer = await receiver(one, two);
    await stream(peer);
    await peer.waitFor('install-progress', ({ writtenBytes }) => writtenBytes > 0);
    await one.send({ kind: 'remove-downloaded-game', gameId: 'quux' });
    await one.waitFor('remove-finished');
    const { streamed } = await peer.waitFor('install-finished');
    expect((streamed?.sources ?? []).map(({ name }) => name).toSorted()).toEqual(['one', 'two']);
    await expectInstalled(peer);
  });

  it('leaves what else was in the game root', async () => {
    const one = await source('one');
    await limit(one, mib);
    const peer = await receiver(one);
    await putOldFile(path.join(peer.gameDir, 'quux/notes.txt'), Buffer.from('mine'));
    await stream(peer);
    await peer.waitFor('install-progress', ({ writtenBytes }) => writtenBytes > 0);
    await peer.send({ kind: 'cancel-download', gameId: 'quux' });
    await peer.waitFor('install-failed');
    expect(await readdir(path.join(peer.gameDir, 'quux'))).toEqual(['notes.txt']);
    expect(await exists(path.join(peer.stateDir, 'games/quux/install_intent.json'))).toBe(false);
  });

  it('comes with the end of the program', async () => {
    const one = await source('one');
    await limit(one, mib);
    const peer = await receiver(one);
    await stream(peer);
    await peer.waitFor('install-progress', ({ writtenBytes }) => writtenBytes > 0);
    await peer.peer.stop();
    expect(await readdir(peer.gameDir)).toEqual([]);
  });
});
