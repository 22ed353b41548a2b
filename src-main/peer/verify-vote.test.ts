// Whose copy counts when a game is verified: ours is one voice among the others, and is never replaced by a single one.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesOf, connect, damaged, mib, startSeed } from './testing/lab-steps.ts';
import { openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

const good = bytesOf(4 * mib, 3);
const other = damaged(good, 2);
const readArchive = (peer: LabPeer) => readFile(path.join(peer.gameDir, 'quux', 'a.eti'));
const verify = (peer: LabPeer) => peer.send({ kind: 'verify-game', gameId: 'quux' });

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
