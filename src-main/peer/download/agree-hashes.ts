// Which bytes a game on this disk has to have, hash by hash: by the vote of the room, in which our own copy is one voice.
import type { GameId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { waitsForHashes } from '../../../src-shared/wait-sentences.ts';
import { pause } from '../edge/clock.ts';
import { manifestIdOf } from '../library/manifest-id.ts';
import type { Manifest } from '../rules/manifest.ts';
import { collectManifest, describeAgreed, type AgreedGame, type OwnCopy } from './collect-manifest.ts';
import type { DownloadOptions } from './download-game.ts';

/** How long others may take to finish hashing before our own word has to do. */
const patienceMs = 60_000;
const retryMs = 250;

export interface HashVoteOptions extends DownloadOptions {
  /** What this peer knows of its own copy from before; null when nothing. */
  ownManifest: () => Promise<Manifest | null>;
  /** What the copy here was checked against when it was downloaded; null when it was not. */
  cameAs: () => Promise<string | null>;
}

export interface AgreedHashes {
  game: AgreedGame;
  manifest: Manifest;
}

/**
 * The room's word, in which what was known of the copy here when it was whole counts as any other copy. Who is still
 * hashing may yet decide; after a while our own word has to do.
 */
export async function agreeOnHashes(options: HashVoteOptions): Promise<AgreedHashes> {
  const { clock, gameId, signal, onWaiting } = options;
  const deadlineMs = clock.nowMs() + patienceMs;
  const [copy, cameId] = [await readOwn(options), await options.cameAs()];
  for (;;) {
    const isLate = clock.nowMs() >= deadlineMs;
    const own = copy !== null && hasVoice(copy, cameId, announced(options)) ? copy : null;
    const game = await askRoom(options, own, isLate);
    if (game?.verified != null && (isLate || isDecided(options, own, game.verified.manifestId)))
      return takeWord(options, game, game.verified.manifest);
    if (isLate || announced(options).length === 0) {
      if (own === null) throw noWord(gameId);
      return takeWord(options, describeAgreed(options, own.manifest.files, own, []), own.manifest);
    }
    onWaiting(waitsForHashes(gameId));
    await pause(clock, retryMs);
    signal.throwIfAborted();
  }
}

function takeWord({ onWaiting }: HashVoteOptions, game: AgreedGame, manifest: Manifest): AgreedHashes {
  onWaiting(null);
  return { game, manifest };
}

/** Null when nobody can tell yet, or when it is a tie that somebody who is still hashing may break. */
async function askRoom(options: HashVoteOptions, own: OwnCopy | null, isLate: boolean): Promise<AgreedGame | null> {
  try {
    return await collectManifest({ ...options, own });
  } catch (error) {
    const isTie = error instanceof PeerError && error.code === 'no-majority';
    if (isTie && !isLate && announced(options).includes(null)) return null;
    throw error;
  }
}

/** Whoever is still hashing cannot change it any more. */
function isDecided(options: HashVoteOptions, own: OwnCopy | null, manifestId: string): boolean {
  const ids = announced(options);
  if (!ids.includes(null) || manifestId === options.catalogManifestId) return true;
  const voices = [...ids, ...(own === null ? [] : [own.manifestId])];
  return voices.filter((id) => id === manifestId).length * 2 > voices.length;
}

/** What complete peers say by hash now that theirs is; null: it is still hashing. */
const announced = ({ registry, gameId, version }: HashVoteOptions): (string | null)[] =>
  registry.sources(gameId, version).map((peerId) => registry.manifestId(peerId, gameId));

function noWord(gameId: GameId): PeerError {
  const hint = 'Wait until a PC with this version is in the room and has prepared it for sharing, then verify again.';
  return new PeerError('no-sources', `Nobody in the room can tell what ${gameId} has to look like.`, hint);
}

async function readOwn({ ownManifest, peerId }: HashVoteOptions): Promise<OwnCopy | null> {
  const manifest = await ownManifest();
  return manifest === null ? null : { peerId, manifest, manifestId: manifestIdOf(manifest) };
}

/** A copy that has changed since it was downloaded has none against those that have it as it came. */
const hasVoice = ({ manifestId }: OwnCopy, cameId: string | null, ids: readonly (string | null)[]): boolean =>
  cameId === null || cameId === manifestId || !ids.includes(cameId);
