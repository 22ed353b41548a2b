// What a peer offers of a game once it knows it by hash, as everybody in the room is told.
import { setTimeout as pause } from 'node:timers/promises';
import type { GameId } from '../../src-shared/game.ts';
import type { GameManifest, ManifestAnswer } from '../../src-main/peer/protocol/messages.ts';
import { startRawPeer, type RawHome, type RawLink, type Reachable } from './raw-peer.ts';

/** The answers of a source: what it has, and its hashes. */
export interface Offer {
  list: GameManifest & { manifestId: string };
  manifest: ManifestAnswer;
}

const askAgainMs = 50;
const defaultLimitMs = 20_000;
let onlookers = 0;

/** Resolves when the peer has hashed the game; answers the manifest's id. */
export async function untilHashed(
  home: RawHome,
  peer: Reachable,
  gameId: GameId,
  timeoutMs = defaultLimitMs,
): Promise<string> {
  const link = await dialAsOnlooker(home, peer);
  return (await untilListed(link, gameId, timeoutMs)).manifestId;
}

export async function readOffer(home: RawHome, peer: Reachable, gameId: GameId): Promise<Offer> {
  const link = await dialAsOnlooker(home, peer);
  const list = await untilListed(link, gameId);
  const { head } = await link.ask({ type: 'get-manifest', gameId, manifestId: list.manifestId });
  return { list, manifest: head as ManifestAnswer };
}

/** By a raw peer that says nothing of itself, so it is in nobody's list. */
async function dialAsOnlooker(home: RawHome, peer: Reachable): Promise<RawLink> {
  const onlooker = await startRawPeer(home, { name: `onlooker ${onlookers++}` });
  return onlooker.dial(peer);
}

async function untilListed(link: RawLink, gameId: GameId, limitMs = defaultLimitMs): Promise<Offer['list']> {
  const giveUpMs = performance.now() + limitMs;
  for (;;) {
    const head = (await link.ask({ type: 'get-game', gameId })).head as GameManifest | null;
    if (head?.ok === true && head.manifestId !== null) return { ...head, manifestId: head.manifestId };
    if (performance.now() > giveUpMs) throw new Error(`${gameId} was not hashed within ${limitMs} ms`);
    await pause(askAgainMs);
  }
}
