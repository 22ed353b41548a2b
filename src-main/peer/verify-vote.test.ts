// Whose copy counts when a game is verified: ours is one voice among the others, and is never replaced by a single one.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from './edge/clock.ts';
import {
  bytesOf,
  catalog,
  connect,
  damaged,
  download,
  hashed,
  mib,
  rot,
  startSeed,
  startUnhashed,
  version,
} from './testing/lab-steps.ts';
import { makeGame, openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

const good = bytesOf(4 * mib, 3);
const other = damaged(good, 2);
const readArchive = (peer: LabPeer) => readFile(path.join(peer.gameDir, 'quux', 'a.eti'));
const verify = (peer: LabPeer) => peer.send({ kind: 'verify-game', gameId: 'quux', repair: true });

/** Has a copy of its own and is linked with peers that have these. */
async function among(own: Uint8Array, ...copies: [string, Uint8Array][]): Promise<LabPeer> {
  const peer = await startSeed(lab, 'own', own);
  for (const [name, copy] of copies) await connect(peer, await startSeed(lab, name, copy));
  return peer;
}

describe('verifying a copy that differs', () => {
  it('from a single other one touches nothing and says why', async () => {
    const peer = await among(good, ['a', other]);
    await verify(peer);
    const { error } = await peer.waitFor('verify-failed');
    expect(error).toMatchObject({ code: 'no-majority', hint: expect.stringContaining('decides') });
    expect((await readArchive(peer)).equals(good)).toBe(true);
  });

  it('from one of two others believes the majority that it belongs to', async () => {
    const peer = await among(good, ['a', other], ['b', good]);
    await verify(peer);
    expect(await peer.waitFor('verify-finished')).toMatchObject({ badPieces: 0 });
    expect((await readArchive(peer)).equals(good)).toBe(true);
  });

  it('from two others that are the same takes over theirs', async () => {
    const peer = await among(other, ['a', good], ['b', good]);
    await verify(peer);
    expect(await peer.waitFor('verify-finished')).toMatchObject({ badPieces: 1 });
    expect((await readArchive(peer)).equals(good)).toBe(true);
  });

  it('since it was downloaded is told by the single one that it came from', async () => {
    const source = await startSeed(lab, 'source', good);
    const peer = await lab.start('peer', catalog);
    await connect(peer, source);
    await download(peer);
    await peer.waitFor('download-finished');
    const since = peer.events.length;
    await writeFile(path.join(peer.gameDir, 'quux', 'a.eti'), other);
    await hashed(peer, since);
    await verify(peer);
    expect(await peer.waitFor('verify-finished')).toMatchObject({ badPieces: 1 });
    expect((await readArchive(peer)).equals(good)).toBe(true);
  });

  it('from a single one that has a file more is not overruled by it', async () => {
    const peer = await startSeed(lab, 'own', good);
    await connect(peer, await startSeed(lab, 'a', other, { 'more.txt': Buffer.from('more') }));
    await verify(peer);
    expect(await peer.waitFor('verify-failed')).toMatchObject({ error: { code: 'no-majority' } });
    expect((await readArchive(peer)).equals(good)).toBe(true);
  });
});

it('takes over a file that only the single other copy has', async () => {
  const peer = await startSeed(lab, 'own', good);
  await connect(peer, await startSeed(lab, 'a', good, { 'more.txt': Buffer.from('more') }));
  await verify(peer);
  expect(await peer.waitFor('verify-finished')).toMatchObject({ badPieces: 1 });
  expect(await readFile(path.join(peer.gameDir, 'quux', 'more.txt'), 'utf8')).toBe('more');
});

it('repairs what has changed on disk behind the back of its hashes', async () => {
  const peer = await among(good, ['a', good]);
  await writeFile(path.join(peer.gameDir, 'quux', 'a.eti'), other);
  await verify(peer);
  expect(await peer.waitFor('verify-finished')).toMatchObject({ badPieces: 1 });
  expect((await readArchive(peer)).equals(good)).toBe(true);
});

describe('while others are still hashing', () => {
  it('says that it waits, and lets them decide when they are done', async () => {
    const peer = await startSeed(lab, 'own', other);
    const a = await startUnhashed(lab, 'a', good);
    const b = await startUnhashed(lab, 'b', good);
    await connect(peer, a);
    await connect(peer, b);
    await verify(peer);
    const { waitingFor } = await peer.waitFor('verify-progress', (progress) => (progress.waitingFor ?? null) !== null);
    expect(waitingFor).toContain('prepared it for sharing');
    for (const { peer: each } of [a, b]) each.setPlaying(false);
    expect(await peer.waitFor('verify-finished')).toMatchObject({ badPieces: 1 });
    expect((await readArchive(peer)).equals(good)).toBe(true);
  });

  it.each([
    ['the same files', {}],
    ['a file more', { 'more.txt': Buffer.from('more') }],
  ])('in the end believes what was known of its own copy; the other has %s', async (_what, more) => {
    let [aheadMs, isHurried] = [0, false];
    const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + (isHurried ? (aheadMs += 20_000) : 0) };
    const peer = await lab.start('own', catalog, { clock });
    await makeGame(peer.gameDir, 'quux', version, { 'a.eti': good });
    await hashed(peer);
    await connect(peer, await startUnhashed(lab, 'a', good, more));
    await rot(peer, other);
    isHurried = true;
    await verify(peer);
    expect(await peer.waitFor('verify-finished')).toMatchObject({ badPieces: 1 });
    expect((await readArchive(peer)).equals(good)).toBe(true);
  });
});
