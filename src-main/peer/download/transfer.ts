// Moves all pieces of a game from all its sources at once.
import type { GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { pause, type Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import type { PeerRegistry } from '../room/peer-registry.ts';
import type { Room } from '../room/room.ts';
import type { PiecePicker } from '../rules/piece-picker.ts';
import type { Piece } from '../rules/pieces.ts';
import type { Connection } from '../transport/transport.ts';
import { fetchPiece } from './fetch-piece.ts';

/** Bytes asked for ahead per source, so that the next piece is under way before the last one has arrived. */
const windowBytes = 8 * 2 ** 20;
const minWindowPieces = 2;
/** Failures in a row, without a piece in between, after which a source is given up. */
const maxStrikes = 3;
/** How long a download waits for a source that is busy or gone to come back. */
const patienceMs = 10_000;
const retryMs = 250;

export interface TransferOptions {
  gameId: GameId;
  version: GameVersion;
  files: readonly { path: string }[];
  sources: readonly PeerId[];
  picker: PiecePicker;
  pieceBytes: number;
  room: Pick<Room, 'dialBulk'>;
  registry: Pick<PeerRegistry, 'sources' | 'prospects' | 'name'>;
  write: (piece: Piece, bytes: Uint8Array) => Promise<void>;
  onReceived: (from: PeerId, bytes: number) => void;
  onPiece: (bytes: number) => void;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** Resolves when every piece is written; throws `source-lost` when no source is left that could give the rest. */
export async function transferPieces(options: TransferOptions): Promise<void> {
  const finished = new AbortController();
  const signal = AbortSignal.any([options.signal, finished.signal]);
  const { promise: complete, resolve, reject } = Promise.withResolvers<void>();
  const run = createRun(options, signal, resolve, reject);
  if (options.picker.missing === 0) resolve();
  const sources = options.sources.map((peerId) => run.useSource(peerId));
  const exhausted = Promise.all(sources).then(() => {
    options.signal.throwIfAborted();
    if (options.picker.missing > 0) throw sourcesLost(options);
  });
  try {
    await Promise.race([complete, exhausted]);
  } finally {
    finished.abort(new PeerError('cancelled', 'The download has ended.'));
    await Promise.allSettled(sources);
  }
}

function createRun(
  options: TransferOptions,
  signal: AbortSignal,
  onComplete: () => void,
  onFatal: (error: unknown) => void,
): { useSource: (peerId: PeerId) => Promise<void> } {
  const { picker, registry, room, clock, log } = options;
  const window = Math.max(minWindowPieces, Math.floor(windowBytes / options.pieceBytes));
  let wake = Promise.withResolvers<void>();
  const changed = () => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  signal.addEventListener('abort', changed, { once: true });

  const store = async (piece: Piece, bytes: Uint8Array): Promise<void> => {
    try {
      await options.write(piece, bytes);
    } catch (error) {
      onFatal(error);
      throw error;
    }
    if (picker.complete(piece)) options.onPiece(piece.length);
    if (picker.missing === 0) onComplete();
  };

  const fetchOne = async (peerId: PeerId, connection: Connection, piece: Piece, buffer: Uint8Array): Promise<void> => {
    const { gameId, version, files } = options;
    const { offset, length } = piece;
    const path = files[piece.file]?.path ?? '';
    const onBytes = (count: number) => options.onReceived(peerId, count);
    const request = { gameId, version, path, offset, length };
    try {
      await store(piece, await fetchPiece({ connection, request, buffer, clock, onBytes, signal }));
    } catch (error) {
      picker.giveBack(piece);
      throw error;
    } finally {
      changed();
    }
  };

  /** Takes pieces until nothing is missing; one of several such lanes per source. */
  const drain = async (
    peerId: PeerId,
    connection: Connection,
    onGain: () => void,
    failed: AbortSignal,
  ): Promise<void> => {
    // One buffer per lane for its whole life: a new one per piece would keep the garbage collector busy.
    const buffer = Buffer.allocUnsafeSlow(options.pieceBytes);
    while (picker.missing > 0 && !signal.aborted && !failed.aborted) {
      const piece = picker.take(peerId);
      if (piece === null) {
        await wake.promise;
        continue;
      }
      await fetchOne(peerId, connection, piece, buffer);
      onGain();
    }
  };

  const drainAll = async (peerId: PeerId, connection: Connection, onGain: () => void): Promise<void> => {
    const failed = new AbortController();
    const lanes = Array.from({ length: window }, () =>
      drain(peerId, connection, onGain, failed.signal).catch((error: unknown) => {
        failed.abort();
        changed();
        throw error;
      }),
    );
    try {
      await Promise.all(lanes);
    } finally {
      failed.abort();
      changed();
      await connection.close();
      await Promise.allSettled(lanes);
    }
  };

  const isServing = (peerId: PeerId) => registry.sources(options.gameId, options.version).includes(peerId);

  const waitUntilServing = async (peerId: PeerId): Promise<boolean> => {
    const deadline = clock.nowMs() + patienceMs;
    while (!isServing(peerId)) {
      if (signal.aborted || clock.nowMs() > deadline || picker.missing === 0) return false;
      await pause(clock, retryMs);
    }
    return true;
  };

  const useSource = async (peerId: PeerId): Promise<void> => {
    let strikes = 0;
    while (picker.missing > 0 && strikes < maxStrikes && (await waitUntilServing(peerId))) {
      try {
        const connection = await room.dialBulk(peerId, signal);
        await drainAll(peerId, connection, () => void (strikes = 0));
      } catch (error) {
        if (signal.aborted) return;
        strikes += 1;
        log('info', `${registry.name(peerId)} failed as a source of ${options.gameId}: ${String(error)}`);
        await pause(clock, retryMs * strikes);
      }
    }
  };

  return { useSource };
}

function sourcesLost({ gameId }: TransferOptions): PeerError {
  const message = `Every PC that had ${gameId} has gone or stopped sending.`;
  return new PeerError('source-lost', message, 'Start the download again when one of them is back.');
}
