// Downloads that begin before anybody knows hashes, and what happens when somebody does.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';
import {
  bytesOf,
  catalog,
  connect,
  download,
  limit,
  mib,
  reach,
  startSeed,
  startUnhashed,
  version,
} from './testing/lab-steps.ts';

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

const content = bytesOf(10 * mib);
const whole = content.length + Buffer.byteLength(`${version}\nnote=kept\n`);
const isVerified = (peer: LabPeer) =>
  peer.events.findLast((event) => event.kind === 'download-progress')?.verified === true;

it('goes on with the files of the majority when hashes come of a list that is another one', async () => {
  const odd = await startUnhashed(lab, 'odd', content, { 'notes.txt': Buffer.alloc(20) });
  const [one, two] = [await startSeed(lab, 'one', content), await startSeed(lab, 'two', content)];
  const peer = await lab.start('peer', catalog);
  await connect(peer, odd);
  await limit(peer, 4 * mib);
  await download(peer);
  await reach(peer, 3 * mib);
  await connect(peer, one);
  await connect(peer, two);
  await peer.waitFor('download-progress', ({ verified }) => verified);
  await limit(peer, null);
  const { bytes } = await peer.waitFor('download-finished');
  expect(bytes).toBeLessThanOrEqual(whole + 20);
  expect(isVerified(peer)).toBe(true);
  expect((await readFile(path.join(peer.gameDir, 'quux', 'a.eti'))).equals(content)).toBe(true);
  await expect(readFile(path.join(peer.gameDir, 'quux', 'notes.txt'))).rejects.toThrow('ENOENT');
  const counted = peer.events.flatMap((event) => (event.kind === 'download-progress' ? [event] : []));
  expect(counted.every(({ downloadedBytes, totalBytes }) => downloadedBytes <= Math.max(totalBytes, whole + 20))).toBe(
    true,
  );
  expect(counted.at(-1)).toMatchObject({ downloadedBytes: whole, totalBytes: whole });
});

it('hashes what was fetched by size alone once its operation has ended', async () => {
  const source = await startUnhashed(lab, 'source', content);
  const peer = await lab.start('peer', catalog);
  await connect(peer, source);
  await download(peer);
  await peer.waitFor('download-finished');
  expect(isVerified(peer)).toBe(false);
  await peer.waitFor('hashing-progress', ({ gameId }) => gameId === 'quux');
});
