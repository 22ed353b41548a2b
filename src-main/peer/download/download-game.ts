// A whole download: agree on the files, make room, move the pieces, commit. Reads as its steps.
import path from 'node:path';
import type { GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { toDiskError } from '../disk/disk-error.ts';
import type { Disk } from '../disk/disk.ts';
import { abortWhy, LeftBehindError } from '../edge/abort-why.ts';
import type { Clock } from '../edge/clock.ts';
import type { GamesInUse } from '../edge/games-in-use.ts';
import type { Log } from '../edge/log.ts';
import type { RateLimiter } from '../edge/rate-limiter.ts';
import { rememberHashes } from '../library/hash-library.ts';
import type { Hasher } from '../library/hasher.ts';
import type { PartialGames } from '../library/partial-games.ts';
import type { PeerRegistry } from '../room/peer-registry.ts';
import type { Room } from '../room/room.ts';
import { pieceBytesFor, type Piece } from '../rules/pieces.ts';
import { agreeGame } from './agree-game.ts';
import type { AgreedGame } from './collect-manifest.ts';
import { commitDownload, requireRoomFor, sweepDownload } from './commit-download.ts';
import { freeInPlace, requireSpace } from './in-place.ts';
import { movePieces } from './move-pieces.ts';
import { openPayload, type Payload, type PayloadPlan } from './payload.ts';
import type { ProgressTracker } from './progress.ts';
import { copyPieces, planReuse, type Reuse } from './reuse.ts';
import { recoverBeforehand, whileClosed } from './until-closed.ts';

export interface DownloadOptions {
  disk: Disk;
  gameDir: string;
  stateDir: string;
  gameId: GameId;
  /** The version that the catalog expects: no other is fetched. */
  version: GameVersion;
  /** The catalog's own word on what the game must be; null where it has none. */
  catalogManifestId: string | null;
  /** The player chose to give the old version up first, because both do not fit. */
  inPlace: boolean;
  /** Nothing in the game root changes while the game is being played; bytes are fetched all the same. */
  inUse: GamesInUse;
  /** Our own. */
  peerId: PeerId;
  room: Room;
  registry: PeerRegistry;
  hasher: Hasher;
  partials: PartialGames;
  limiter: RateLimiter;
  /** Take pieces from, and give them to, others that are downloading too. */
  swarm: boolean;
  /** Calls `listener` when what the room has of this game changes; answers how to leave. */
  watchGame: (listener: () => void) => () => void;
  clock: Clock;
  log: Log;
  progress: ProgressTracker;
  onManifest: (agreed: AgreedGame) => void;
  onBegin: (agreed: AgreedGame, pieces: readonly Piece[]) => void;
  /** What it waits for, as a sentence; null when it goes on. */
  onWaiting: (reason: string | null) => void;
  onBan: (peerId: PeerId, reason: string) => void;
  /** Nobody reads from the game root or the payload any more once this has resolved. */
  beforeCommit: () => Promise<void>;
  /** `abortWhy` tells whether what was fetched is kept. */
  signal: AbortSignal;
}

/**
 * Resolves when the game is downloaded. On failure, and when it is paused, the payload stays for the next run; when it is
 * discarded the game is as it was before. Once the commit has begun it is carried through, if need be at the next start.
 */
export async function downloadGame(options: DownloadOptions): Promise<void> {
  const { progress } = options;
  progress.setPhase('finding-peers');
  try {
    if (await recoverBeforehand(options)) return;
    const agreed = await agreeGame(options);
    options.onManifest(agreed);
    progress.setTotal(agreed.totalBytes);
    progress.setVerified(agreed.verified !== null);
    const reuse = await findReusable(options, agreed);
    await fetchAndCommit(options, agreed, reuse);
  } catch (error) {
    if (abortWhy(options.signal) === 'cancelled') await discardDownload(options);
    options.signal.throwIfAborted();
    throw toDiskError(error, `download ${options.gameId}`);
  }
}

/** What of the game is right in its folder already: of the version before, or of a damaged copy. */
async function findReusable(options: DownloadOptions, { verified }: AgreedGame): Promise<Reuse> {
  if (verified === null) return { keep: [], copy: [] };
  const { disk, hasher, progress, signal } = options;
  const onBytes = () => progress.setPhase('verifying');
  return planReuse({ disk, hasher, root: rootOf(options), manifest: verified.manifest, signal, onBytes });
}

/** Everything from making room to the commit; what is already right in the root stays where it is. */
export async function fetchAndCommit(options: DownloadOptions, agreed: AgreedGame, reuse: Reuse): Promise<void> {
  const { disk, progress, signal } = options;
  const root = rootOf(options);
  const plan = planPayload(options, agreed, reuse);
  progress.setPhase('checking-space');
  await makeRoot(disk, root);
  const payload = await preparePayload(options, plan, agreed);
  let stopSharing = () => {};
  try {
    await reuseOldPieces(options, agreed, reuse, payload);
    stopSharing = await movePieces(options, agreed, payload);
    progress.setPhase('finalising');
    await payload.sync();
    await whileClosed(options, 'finalising', async () => {
      await requireRoomFor(disk, root, agreed.files);
      signal.throwIfAborted();
      stopSharing();
      await options.beforeCommit();
      await payload.close();
      await commitDownload(options, plan);
    });
  } finally {
    stopSharing();
    await payload.close();
  }
  await rememberManifest(options, payload);
}

export const rootOf = ({ gameDir, gameId }: Pick<DownloadOptions, 'gameDir' | 'gameId'>): string =>
  path.join(gameDir, gameId);

function planPayload({ version, inPlace }: DownloadOptions, agreed: AgreedGame, { keep }: Reuse): PayloadPlan {
  const { files, totalBytes, verified } = agreed;
  const pieceBytes = pieceBytesFor(totalBytes);
  const { manifest, manifestId } = verified ?? { manifest: null, manifestId: null };
  return { version, files, pieceBytes, manifest, manifestId, keep, inPlace };
}

async function makeRoot(disk: Disk, root: string): Promise<void> {
  const stat = await disk.stat(root);
  if (stat === null) await disk.makeDir(root);
  else if (stat.kind !== 'directory') {
    throw new PeerError('disk-error', `${root} is no real folder.`, 'Move it away, then try again.');
  }
}

async function preparePayload(options: DownloadOptions, plan: PayloadPlan, agreed: AgreedGame): Promise<Payload> {
  const root = rootOf(options);
  const makeSpace = async () => {
    await requireRoomFor(options.disk, root, agreed.files);
    await requireSpace({ ...options, root, plan });
    if (plan.inPlace) await freeInPlace({ ...options, root, plan });
  };
  await (plan.inPlace ? whileClosed(options, 'checking-space', makeSpace) : makeSpace());
  return openPayload({ ...options, plan });
}

/** Doubtful pieces of an earlier run are hashed, and pieces that the root has already are copied. */
async function reuseOldPieces(options: DownloadOptions, agreed: AgreedGame, reuse: Reuse, payload: Payload) {
  const { progress, signal, disk, hasher } = options;
  const { verified } = agreed;
  if (verified === null) return;
  if (payload.doubtful.length + reuse.copy.length > 0) progress.setPhase('verifying');
  await payload.settleDoubts(hasher, signal);
  const copy = reuse.copy.filter((index) => !payload.have.has(index));
  await copyPieces({ disk, root: rootOf(options), manifest: verified.manifest, copy, payload, signal });
}

/** The new files are known hash by hash, so nobody has to read them again. */
async function rememberManifest({ disk, stateDir, gameDir, gameId, log }: DownloadOptions, payload: Payload) {
  const { manifest } = payload;
  if (manifest === null) return;
  await rememberHashes({ disk, stateDir, gameDir, manifest }).catch((error: unknown) => {
    log('warn', `the hashes of ${gameId} could not be kept: ${String(error)}`);
  });
}

/** Throws `LeftBehindError` when something of it stays. */
export async function discardDownload(options: DownloadOptions): Promise<void> {
  await sweepDownload(options).catch((error: unknown) => {
    throw new LeftBehindError(toDiskError(error, `delete what was fetched of ${options.gameId}`));
  });
}
