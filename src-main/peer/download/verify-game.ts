// Compares every byte of a downloaded game with what the room agrees on, and fetches what is wrong.
import type { GameId, PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { toDiskError } from '../disk/disk-error.ts';
import { pause } from '../edge/clock.ts';
import { rememberHashes } from '../library/hash-library.ts';
import { sumBytes } from '../library/list-game-files.ts';
import { manifestIdOf } from '../library/manifest-id.ts';
import type { Manifest } from '../rules/manifest.ts';
import { cutIntoPieces } from '../rules/pieces.ts';
import { collectManifest, describeAgreed, type AgreedGame, type OwnCopy } from './collect-manifest.ts';
import { sweepDownload } from './commit-download.ts';
import { fetchAndCommit, rootOf, type DownloadOptions } from './download-game.ts';
import { planReuse, type Reuse } from './reuse.ts';
import { recoverBeforehand } from './until-closed.ts';

/** How long others may take to finish hashing before our own word has to do. */
const patienceMs = 60_000;
const retryMs = 250;

export interface VerifyOptions extends DownloadOptions {
  /** What this peer knows of its own copy from before; null when nothing. */
  ownManifest: () => Promise<Manifest | null>;
  onChecked: (checkedBytes: number, totalBytes: number) => void;
}

export interface VerifyOutcome {
  checkedBytes: number;
  badPieces: number;
  repairedBytes: number;
}

/** Throws `no-sources` when nobody can tell what is right. The game stays as it is until what is wrong has been fetched. */
export async function verifyGame(options: VerifyOptions): Promise<VerifyOutcome> {
  try {
    await recoverBeforehand(options);
    const agreed = await agreeOnHashes(options);
    const reuse = await compare(options, agreed);
    const outcome = summarize(agreed.manifest, reuse);
    if (outcome.badPieces > 0) await repair(options, agreed.game, reuse, outcome);
    else await rememberHashes({ ...options, manifest: agreed.manifest });
    return outcome;
  } catch (error) {
    if (options.signal.aborted) await sweepDownload(options).catch(() => undefined);
    options.signal.throwIfAborted();
    throw toDiskError(error, `verify ${options.gameId}`);
  }
}

interface Agreed {
  game: AgreedGame;
  manifest: Manifest;
}

/**
 * The room's word, in which what was known of the copy here when it was whole counts as any other copy. Who is still
 * hashing may yet decide; after a while our own word has to do.
 */
async function agreeOnHashes(options: VerifyOptions): Promise<Agreed> {
  const { clock, gameId, signal, onWaiting } = options;
  const deadlineMs = clock.nowMs() + patienceMs;
  for (;;) {
    const isLate = clock.nowMs() >= deadlineMs;
    const own = await ownCopy(options);
    const game = await askRoom(options, own, isLate);
    if (game?.verified != null && (isLate || isDecided(options, own, game.verified.manifestId)))
      return takeWord(options, game, game.verified.manifest);
    if (isLate || !mayTell(options)) {
      if (own === null) throw noWord(gameId);
      return takeWord(options, describeAgreed(options, own.manifest.files, own, []), own.manifest);
    }
    onWaiting(`Waiting until the PCs that have ${gameId} have prepared it for sharing.`);
    await pause(clock, retryMs);
    signal.throwIfAborted();
  }
}

function takeWord({ onWaiting }: VerifyOptions, game: AgreedGame, manifest: Manifest): Agreed {
  onWaiting(null);
  return { game, manifest };
}

/** Null when nobody can tell yet, or when it is a tie that somebody who is still hashing may break. */
async function askRoom(options: VerifyOptions, own: OwnCopy | null, isLate: boolean): Promise<AgreedGame | null> {
  try {
    return await collectManifest({ ...options, own });
  } catch (error) {
    const isTie = error instanceof PeerError && error.code === 'no-majority';
    if (isTie && !isLate && stillHashing(options).length > 0) return null;
    throw error;
  }
}

/** Whoever is still hashing cannot change it any more. */
function isDecided(options: VerifyOptions, own: OwnCopy | null, manifestId: string): boolean {
  const { registry, gameId, version, catalogManifestId } = options;
  const hashing = stillHashing(options).length;
  if (hashing === 0 || manifestId === catalogManifestId) return true;
  const ids = registry.sources(gameId, version).map((peerId) => registry.manifestId(peerId, gameId));
  const voices = [...ids, ...(own === null ? [] : [own.manifestId])];
  return voices.filter((id) => id === manifestId).length * 2 > voices.length;
}

const stillHashing = ({ registry, gameId, version }: VerifyOptions): PeerId[] =>
  registry.sources(gameId, version).filter((peerId) => registry.manifestId(peerId, gameId) === null);

const mayTell = ({ registry, gameId, version }: VerifyOptions): boolean => registry.sources(gameId, version).length > 0;

function noWord(gameId: GameId): PeerError {
  const hint = 'Wait until a PC with this version is in the room and has prepared it for sharing, then verify again.';
  return new PeerError('no-sources', `Nobody in the room can tell what ${gameId} has to look like.`, hint);
}

async function ownCopy({ ownManifest, peerId }: VerifyOptions): Promise<OwnCopy | null> {
  const manifest = await ownManifest();
  return manifest === null ? null : { peerId, manifest, manifestId: manifestIdOf(manifest) };
}

/** Nothing is touched unless somebody can give what is wrong here. */
async function repair(options: VerifyOptions, game: AgreedGame, reuse: Reuse, { badPieces }: VerifyOutcome) {
  const { registry, gameId, version } = options;
  if (registry.prospects(gameId, version).length > 0) return void (await fetchAndCommit(options, game, reuse));
  const what = `${badPieces} ${badPieces === 1 ? 'piece' : 'pieces'} of ${gameId}`;
  const hint = 'Verify again when a PC that has the game is in the room; the files were left as they are.';
  throw new PeerError('no-sources', `Wrong on this disk: ${what}. Nobody in the room can give what is right.`, hint);
}

async function compare(options: VerifyOptions, { game, manifest }: Agreed): Promise<Reuse> {
  const { disk, hasher, signal, onChecked } = options;
  let checkedBytes = 0;
  const onBytes = (count: number) => onChecked((checkedBytes += count), game.totalBytes);
  onChecked(0, game.totalBytes);
  return planReuse({ disk, hasher, root: rootOf(options), manifest, signal, onBytes });
}

function summarize(manifest: Manifest, { keep, copy }: Reuse): VerifyOutcome {
  const kept = new Set(keep);
  const copied = new Set(copy);
  const bad = cutIntoPieces(manifest.files, manifest.pieceBytes).filter(
    (piece) => !kept.has(manifest.files[piece.file]?.path ?? '') && !copied.has(piece.index),
  );
  const repairedBytes = bad.reduce((sum, piece) => sum + piece.length, 0);
  return { checkedBytes: sumBytes(manifest.files), badPieces: bad.length, repairedBytes };
}
