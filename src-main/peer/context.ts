// What the commands of one running peer work with.
import type { GameId, CatalogGame } from '../../src-shared/game.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { InstallProgress, PeerEvent, VerifyProgress } from '../../src-shared/peer-event.ts';
import type { Disk } from './disk/disk.ts';
import { errorCodeOf } from './disk/error-code.ts';
import type { DownloadQueue } from './download-queue.ts';
import type { ProgressTracker } from './download/progress.ts';
import type { Finding } from './download/verify-game.ts';
import type { Clock } from './edge/clock.ts';
import type { GamesInUse } from './edge/games-in-use.ts';
import type { Log } from './edge/log.ts';
import type { Unpacker } from './edge/unpacker.ts';
import type { GameWatchers } from './game-watchers.ts';
import type { LibraryHashing } from './library/hash-library.ts';
import type { Hasher } from './library/hasher.ts';
import type { LocalLibrary } from './library/local-library.ts';
import type { PartialGames } from './library/partial-games.ts';
import type { UnpackedSizes } from './library/unpacked-sizes.ts';
import type { Operations } from './operations.ts';
import type { RestingDownloads } from './resting-downloads.ts';
import type { BlockedPeers } from './room/blocked-peers.ts';
import type { PeerRegistry } from './room/peer-registry.ts';
import type { Room } from './room/room.ts';
import type { Library } from './rules/game-summary.ts';
import type { LocalGame } from './rules/local-game.ts';
import type { OutboundTransfers } from './serve/outbound-transfers.ts';
import type { UploadTotal } from './serve/upload-order.ts';
import type { LimitsInForce } from './transfer-limits.ts';

/** The games folder in use, with what it holds. */
export interface GameFolder {
  path: string;
  library: LocalLibrary;
  sizes: Pick<UnpackedSizes, 'bytesOf'>;
  /** Scans everything again. */
  refresh: () => Promise<void>;
}

export interface PeerContext {
  peerId: string;
  stateDir: string;
  catalog: ReadonlyMap<GameId, CatalogGame>;
  disk: Disk;
  unpacker: Unpacker;
  clock: Clock;
  log: Log;
  emit: (event: PeerEvent) => void;
  registry: PeerRegistry;
  room: Room;
  outbound: OutboundTransfers;
  blocked: BlockedPeers;
  /** Ends what newly blocked peers are being given. */
  onBlocked: () => void;
  /** What went out to whom since the start. */
  sentTotals: () => UploadTotal[];
  ownName: () => string;
  /** What the room is told of this PC. */
  ownLibrary: () => Library;
  /** Games that are being played: nothing changes them. */
  inUse: GamesInUse;
  operations: Operations;
  queue: DownloadQueue;
  hasher: Hasher;
  /** Of the games folder in use. */
  hashing: () => LibraryHashing | null;
  /** Downloads of ours that others may take pieces from. */
  partials: PartialGames;
  /** Of downloads that do not run now. */
  resting: RestingDownloads;
  limits: LimitsInForce;
  watchers: GameWatchers;
  /** Whether pieces are taken from, and given to, peers that are downloading too. */
  swarm: boolean;
  folder: () => GameFolder | null;
  setFolder: (path: string) => Promise<void>;
  /** Running downloads and installs, for snapshots. */
  downloads: Map<GameId, ProgressTracker>;
  installs: Map<GameId, InstallProgress>;
  verifications: Map<GameId, VerifyProgress>;
  /** What verifying found and nobody has repaired yet. */
  findings: Map<GameId, Finding>;
  /** Looks at the game again and tells everybody what it is now. */
  refreshGame: (gameId: GameId) => Promise<void>;
}

export function requireEntry({ catalog }: PeerContext, gameId: GameId): CatalogGame {
  const entry = catalog.get(gameId);
  if (entry !== undefined) return entry;
  throw new PeerError('unknown-game', `There is no game "${gameId}" in the catalog.`, 'Pick a game from the list.');
}

export function requireFolder(context: PeerContext): GameFolder {
  const folder = context.folder();
  if (folder !== null) return folder;
  throw new PeerError('no-game-dir', 'No games folder is set.', 'Choose a games folder first.');
}

/** Throws `game-dir-unusable` while the folder in use is away. */
export async function requireFolderHere(context: PeerContext): Promise<void> {
  const { path } = requireFolder(context);
  await context.disk.list(path).catch((cause: unknown) => {
    if (errorCodeOf(cause) !== 'ENOENT') return;
    const hint = 'Bring it back, or choose another one in the settings.';
    throw new PeerError('game-dir-unusable', `The games folder is gone (${path}).`, hint, { cause });
  });
}

/** The same, also when that turns out to be why the work failed, whatever file was missed first. */
export async function inFolderHere<T>(context: PeerContext, work: () => Promise<T>): Promise<T> {
  await requireFolderHere(context);
  try {
    return await work();
  } catch (error) {
    await requireFolderHere(context);
    throw error;
  }
}

/** What the last scan found; a game that was never scanned holds nothing. */
export function localGame(context: PeerContext, id: GameId): LocalGame {
  const nothing: LocalGame = {
    id,
    downloaded: false,
    version: null,
    bytes: 0,
    installed: false,
    installedVersion: null,
  };
  return context.folder()?.library.get(id) ?? nothing;
}
