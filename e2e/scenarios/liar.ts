// A raw peer that offers what an honest peer has, hash by hash, and then sends other bytes.
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GameId } from '../../src-shared/game.ts';
import type { PeerRequest } from '../../src-main/peer/protocol/messages.ts';
import type { GameSummary } from '../../src-main/peer/rules/game-summary.ts';
import { version } from './games.ts';
import { readOffer, type Offer } from './hashed.ts';
import { refusal, startRawPeer, type RawPeer, type RawReply } from './raw-peer.ts';
import type { Actor, Stage } from './stage.ts';

/** Its `version.ini` is right; of every other piece one bit is wrong. */
export async function startLiar(stage: Stage, honest: Actor, gameId: GameId): Promise<RawPeer> {
  const offer = await readOffer(stage, honest, gameId);
  const { files, manifestId } = offer.list;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const library: GameSummary[] = [{ id: gameId, version, bytes, state: 'serving', manifestId }];
  return startRawPeer(stage, {
    name: 'liar',
    library,
    reply: async (request) => lieAbout(request, honest.root(gameId), offer),
  });
}

/** How many pieces it was asked for. */
export const askedPieces = ({ requests }: RawPeer): number =>
  requests.filter(({ type, ...request }) => type === 'get-game-file-chunk' && 'path' in request && request.path !== 'version.ini').length; // prettier-ignore

async function lieAbout(request: PeerRequest, root: string, { list, manifest }: Offer): Promise<RawReply> {
  switch (request.type) {
    case 'get-game':
      return { head: list };
    case 'get-manifest':
      return { head: manifest };
    case 'get-game-file-data':
      return sendBytes(await readFile(join(root, request.path)));
    case 'get-game-file-chunk':
      return sendBytes(await readDamaged(root, request));
    default:
      return { head: refusal };
  }
}

const sendBytes = (bytes: Buffer): RawReply => ({ head: { ok: true, length: bytes.length }, bytes });

async function readDamaged(
  root: string,
  { path, offset, length }: { path: string; offset: number; length: number },
): Promise<Buffer> {
  const file = await open(join(root, path));
  try {
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
    if (path !== 'version.ini') buffer[length >> 1] = (buffer[length >> 1] ?? 0) ^ 1;
    return buffer;
  } finally {
    await file.close();
  }
}
