// Keeps the manifests of the downloaded games: recalled from disk, and hashed in the background where they are not known.
import path from 'node:path';
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import type { HashingProgress } from '../../../src-shared/peer-event.ts';
import type { Disk } from '../disk/disk.ts';
import { mapLimited } from '../disk/map-limited.ts';
import type { Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import type { Stop } from '../edge/stop.ts';
import type { Manifest } from '../rules/manifest.ts';
import { openHashCache, type HashCache, type HashedGame, type StampedFile } from './hash-cache.ts';
import { hashGame, toManifest } from './hash-game.ts';
import { createHashQueue, type HashQueue } from './hash-queue.ts';
import type { Hasher } from './hasher.ts';
import { isSameStamp, type Stamp } from './library-index.ts';
import { sumBytes } from './list-game-files.ts';
import { manifestIdOf } from './manifest-id.ts';
import { isSameSurvey, surveyGame } from './survey-game.ts';

/** Games looked at together. */
const looksAtOnce = 8;
/**
 * A file that was written more recently than this may be written again without looking different: some file systems
 * count time in steps of two seconds.
 */
const settleMs = 3000;

export interface HashableGame {
  id: GameId;
  version: GameVersion;
  bytes: number;
}

export interface LibraryHashingOptions {
  disk: Disk;
  hasher: Hasher;
  stateDir: string;
  gameDir: string;
  /** The games to be hashed, as they are now. */
  games: () => Iterable<HashableGame>;
  /** A game with a running operation is left alone until it is refreshed afterwards. */
  isBusy: (gameId: GameId) => boolean;
  /** The id of the game's manifest is another one now, or none. */
  onManifest: (gameId: GameId) => void;
  onProgress: (progress: HashingProgress) => void;
  clock: Clock;
  log: Log;
}

export interface LibraryHashing {
  /**
   * Looks again at these games, or at all: they came, went, or may have changed. Costs one stat per file of a game; what
   * is asked for repeatedly while a look is under way is done once. Never throws.
   */
  refresh: (gameIds?: readonly GameId[]) => void;
  /** Of the game as it lies on disk; null until hashed. */
  manifestId: (gameId: GameId) => string | null;
  /** Read back from the state directory; null when the game is not hashed or has changed meanwhile. */
  manifest: (gameId: GameId) => Promise<Manifest | null>;
  /** False when the file is known by hash and no longer looks as it did then: it must not be sent. True when nothing is known of it. */
  isUnchanged: (gameId: GameId, path: string, stat: Stamp) => boolean;
  progress: () => HashingProgress;
  /** While a game runs or a transfer needs the disk. */
  setPaused: (paused: boolean) => void;
  stop: Stop;
}

/** Begins at once with the games that there are. The hasher stays the caller's. */
export async function openLibraryHashing(options: LibraryHashingOptions): Promise<LibraryHashing> {
  const hashing = new HashedLibrary(options);
  hashing.refresh();
  return {
    refresh: (gameIds) => hashing.refresh(gameIds),
    manifestId: (gameId) => hashing.manifestId(gameId),
    manifest: async (gameId) => hashing.manifest(gameId),
    isUnchanged: (gameId, file, stat) => hashing.isUnchanged(gameId, file, stat),
    progress: () => hashing.queue.progress(),
    setPaused: (paused) => hashing.queue.setPaused(paused),
    stop: async () => hashing.stop(),
  };
}

/** A game whose manifest is known; its hashes stay on disk. */
interface Known extends HashedGame {
  byPath: Map<string, StampedFile>;
}

class HashedLibrary {
  readonly queue: HashQueue;
  private readonly options: LibraryHashingOptions;
  private readonly cache: HashCache;
  private readonly known = new Map<GameId, Known>();
  private readonly due = new Set<GameId>();
  private readonly settling = new Map<GameId, () => void>();
  private readonly complaints = new Map<GameId, string>();
  private readonly reading = new Map<GameId, Promise<Manifest | null>>();
  private games = new Map<GameId, HashableGame>();
  /** What is being hashed now. */
  private work: (Surveyed & { gameId: GameId }) | null = null;
  private looking: Promise<void> | null = null;
  private stopped = false;

  constructor(options: LibraryHashingOptions) {
    const { disk, stateDir, onProgress, clock } = options;
    this.options = options;
    this.cache = openHashCache(disk, stateDir);
    this.queue = createHashQueue({
      hash: async (gameId, signal, onBytes) => this.hash(gameId, signal, onBytes),
      onFailure: (gameId, error) => this.complain(gameId, error),
      onProgress,
      clock,
    });
  }

  refresh(gameIds?: readonly GameId[]): void {
    if (this.stopped) return;
    const before = this.games;
    this.games = new Map([...this.options.games()].map((game) => [game.id, game]));
    for (const gameId of gameIds ?? this.games.keys()) this.due.add(gameId);
    for (const gameId of before.keys()) if (!this.games.has(gameId)) this.due.add(gameId);
    this.lookSoon();
  }

  manifestId(gameId: GameId): string | null {
    return this.known.get(gameId)?.manifestId ?? null;
  }

  isUnchanged(gameId: GameId, file: string, stat: Stamp): boolean {
    const known = this.known.get(gameId)?.byPath.get(file);
    if (known === undefined || isSameStamp(known, stat)) return true;
    this.refresh([gameId]);
    return false;
  }

  /** Many peers ask at once when a game becomes known: it is read once. */
  async manifest(gameId: GameId): Promise<Manifest | null> {
    const reading = this.reading.get(gameId) ?? this.readManifest(gameId).finally(() => this.reading.delete(gameId));
    this.reading.set(gameId, reading);
    return reading;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.due.clear();
    for (const callOff of this.settling.values()) callOff();
    await this.queue.stop();
    await this.looking;
  }

  private lookSoon(): void {
    if (this.looking !== null || this.due.size === 0) return;
    this.looking = this.lookAtDue().finally(() => {
      this.looking = null;
      this.lookSoon();
    });
  }

  private async lookAtDue(): Promise<void> {
    const gameIds = [...this.due];
    this.due.clear();
    await mapLimited(gameIds, looksAtOnce, async (gameId) => {
      await this.look(gameId).catch((error: unknown) => {
        this.forget(gameId);
        this.complain(gameId, error);
      });
    });
  }

  /** Finds out whether the game is known by hash as it looks now, and has it hashed when not. */
  private async look(gameId: GameId): Promise<void> {
    const game = this.games.get(gameId);
    if (game === undefined) return this.forget(gameId);
    if (this.options.isBusy(gameId)) return this.queue.drop(gameId);
    const files = await this.survey(gameId);
    const known = this.known.get(gameId);
    if (known !== undefined && isStill(known, game, files)) return;
    if (this.work?.gameId === gameId && isStill(this.work, game, files)) return;
    this.forget(gameId);
    const before = await this.cache.readGame(gameId);
    if (before !== null && isStill(before, game, files)) this.publish(gameId, before);
    else this.queue.add(gameId, sumBytes(files));
  }

  private async hash(gameId: GameId, signal: AbortSignal, onBytes: (count: number) => void): Promise<void> {
    const { isBusy } = this.options;
    const game = this.games.get(gameId);
    if (game === undefined || isBusy(gameId)) return;
    const files = await this.survey(gameId);
    if (!this.isSettled(files)) return this.lookLater(gameId);
    this.work = { gameId, version: game.version, files };
    try {
      const hashed = await hashGame({
        ...this.options,
        ...this.work,
        cache: this.cache,
        isBusy: () => isBusy(gameId),
        signal,
        onBytes: (count) => {
          if (isBusy(gameId)) this.queue.drop(gameId);
          onBytes(count);
        },
      });
      signal.throwIfAborted();
      if (hashed !== null) return this.publish(gameId, hashed);
    } finally {
      this.work = null;
    }
    this.refresh([gameId]);
  }

  private isSettled(files: readonly StampedFile[]): boolean {
    const nowMs = this.options.clock.wallMs();
    // Where the clock was wrong when the file was written, its age says nothing.
    return files.every(({ mtimeMs }) => mtimeMs > nowMs || nowMs - mtimeMs >= settleMs);
  }

  private lookLater(gameId: GameId): void {
    this.settling.get(gameId)?.();
    this.settling.set(
      gameId,
      this.options.clock.after(settleMs, () => this.refresh([gameId])),
    );
  }

  private publish(gameId: GameId, game: HashedGame): void {
    if (this.stopped) return;
    this.complaints.delete(gameId);
    this.known.set(gameId, { ...game, byPath: new Map(game.files.map((file) => [file.path, file])) });
    this.options.onManifest(gameId);
  }

  /** Nothing is known of the game any more, and nothing is done about it. */
  private forget(gameId: GameId): void {
    this.settling.get(gameId)?.();
    this.settling.delete(gameId);
    this.queue.drop(gameId);
    if (this.known.delete(gameId) && !this.stopped) this.options.onManifest(gameId);
  }

  private async readManifest(gameId: GameId): Promise<Manifest | null> {
    const known = this.known.get(gameId);
    if (known === undefined) return null;
    const manifest = await recallManifest(this.cache, gameId, known);
    if (this.known.get(gameId) !== known) return null;
    if (manifest === null) {
      // Without this the same id, or the same wrong hashes, would be recalled again.
      await this.cache.forget(gameId).catch((error: unknown) => this.complain(gameId, error));
      this.forget(gameId);
      this.refresh([gameId]);
      return null;
    }
    const files = await this.survey(gameId).catch(() => null);
    const isSame = files !== null && isSameSurvey(known.files, files) && this.known.get(gameId) === known;
    if (!isSame) this.refresh([gameId]);
    return isSame ? manifest : null;
  }

  private async survey(gameId: GameId): Promise<StampedFile[]> {
    return surveyGame(this.options.disk, path.join(this.options.gameDir, gameId));
  }

  /** Each reason once: the same failure comes again with every attempt. */
  private complain(gameId: GameId, error: unknown): void {
    const reason = String(error);
    if (this.stopped || this.complaints.get(gameId) === reason) return;
    this.complaints.set(gameId, reason);
    this.options.log('warn', `cannot hash ${gameId}: ${reason}`);
  }
}

interface Surveyed {
  version: GameVersion;
  files: readonly StampedFile[];
}

const isStill = (it: Surveyed, { version }: HashableGame, files: readonly StampedFile[]) =>
  it.version === version && isSameSurvey(it.files, files);

/** null when the hashes on disk are not those of the game as it is known. */
async function recallManifest(cache: HashCache, gameId: GameId, known: Known): Promise<Manifest | null> {
  const pieces = await cache.readPieces(gameId);
  if (pieces === null || !isSameSurvey(pieces.files, known.files)) return null;
  const manifest = toManifest(gameId, known.version, pieces);
  return manifestIdOf(manifest) === known.manifestId ? manifest : null;
}

/**
 * Right after a committed download: its files are known by hash already. Files of the game that the manifest does not
 * name, or names with another size, stay to be hashed. Rejects with the disk's errors.
 */
export async function rememberHashes(options: {
  disk: Disk;
  stateDir: string;
  gameDir: string;
  manifest: Manifest;
}): Promise<void> {
  const { disk, stateDir, gameDir, manifest } = options;
  const { gameId, version, pieceBytes } = manifest;
  const cache = openHashCache(disk, stateDir);
  const files = await surveyGame(disk, path.join(gameDir, gameId));
  const piecesOf = new Map(manifest.files.map((file) => [file.path, file]));
  const hashed = files.flatMap((file) => {
    const known = piecesOf.get(file.path);
    return known?.size === file.size ? { ...file, pieces: known.pieces } : [];
  });
  await cache.forget(gameId);
  await cache.writePieces(gameId, { pieceBytes, files: hashed });
  const isWhole = hashed.length === files.length && hashed.length === manifest.files.length;
  if (isWhole) await cache.writeGame(gameId, { version, pieceBytes, manifestId: manifestIdOf(manifest), files });
}
