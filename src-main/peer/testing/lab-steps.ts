// What tests of whole flows between peers of a lab do again and again.
import { stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CatalogGame } from '../../../src-shared/game.ts';
import { makeGame, type LabPeer, type PeerLab } from './peer-lab.ts';

export const version = '20240101';
export const mib = 2 ** 20;
export const catalog: CatalogGame[] = ['quux', 'ggoo'].map((id) => ({ id, title: id.toUpperCase(), version }));

/** No two pieces are alike. */
export const bytesOf = (length: number, seed = 1): Buffer => {
  const bytes = Buffer.alloc(length);
  for (let at = 0, x = seed; at + 4 <= length; at += 4)
    bytes.writeInt32LE((x = (Math.imul(x, 1_103_515_245) + 12_345) | 0), at);
  return bytes;
};

/** The same with one bit that is another one in each of these pieces. */
export function damaged(bytes: Uint8Array, ...pieces: number[]): Buffer {
  const wrong = Buffer.from(bytes);
  for (const piece of pieces) wrong[piece * mib + 77] = (wrong[piece * mib + 77] ?? 0) ^ 1;
  return wrong;
}

/** Its bytes go bad on disk without looking any different: what it says of them is no longer what it sends. */
export async function rot({ gameDir }: LabPeer, content: Uint8Array): Promise<void> {
  const file = path.join(gameDir, 'quux', 'a.eti');
  const { atime, mtime } = await stat(file);
  await writeFile(file, content);
  await utimes(file, atime, mtime);
}

const putGame = (peer: LabPeer, content: Uint8Array, more: Record<string, Uint8Array>) =>
  makeGame(peer.gameDir, 'quux', version, { 'a.eti': content, ...more });

/** Has the game and has hashed it. */
export async function startSeed(
  lab: PeerLab,
  name: string,
  content: Uint8Array,
  more: Record<string, Uint8Array> = {},
): Promise<LabPeer> {
  const peer = await lab.start(name, catalog);
  await putGame(peer, content, more);
  await hashed(peer);
  return peer;
}

/** Has the game and does not hash it until nobody plays there any more. */
export async function startUnhashed(
  lab: PeerLab,
  name: string,
  content: Uint8Array,
  more: Record<string, Uint8Array> = {},
): Promise<LabPeer> {
  const peer = await lab.start(name, catalog);
  peer.peer.setPlaying(true);
  await putGame(peer, content, more);
  await peer.waitFor('local-library-changed', ({ games }) => games.some(({ downloaded }) => downloaded));
  return peer;
}

/** Its background work has come to an end since `since`. */
export async function hashed(peer: LabPeer, since = 0): Promise<void> {
  await peer.waitFor('hashing-progress', ({ gameId }) => gameId !== null, since);
  const at = peer.events.findLastIndex((event) => event.kind === 'hashing-progress' && event.gameId !== null);
  await peer.waitFor('hashing-progress', ({ gameId }) => gameId === null, at);
}

export const connect = (from: LabPeer, to: LabPeer) => from.send({ kind: 'connect-peer', address: to.address });
export const download = (peer: LabPeer, gameId = 'quux') =>
  peer.send({ kind: 'download-game-files', gameId, install: false });

/** Slow enough to be caught in the middle. */
export async function limit(peer: LabPeer, rate: number | null, upload: number | null = null): Promise<void> {
  const limits = { upload, download: rate, playingUpload: null, playingDownload: null };
  await peer.send({ kind: 'set-transfer-limits', limits: { ...limits, concurrentDownloads: 1 } });
}

export async function reach(peer: LabPeer, bytes: number): Promise<void> {
  await peer.waitFor('download-progress', ({ downloadedBytes }) => downloadedBytes >= bytes);
}
