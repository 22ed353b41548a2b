// Brings one piece from one source to the disk: fetched, checked against its hash, written. A wrong one goes no further.
import { createHash } from 'node:crypto';
import type { GameFile, GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { RateLimiter } from '../edge/rate-limiter.ts';
import type { BulkLine } from '../room/bulk.ts';
import type { PieceStage } from '../rules/piece-stage.ts';
import type { Piece } from '../rules/pieces.ts';
import { fetchPiece, type FetchedPiece } from './fetch-piece.ts';
import { createPieceBuffers } from './piece-buffers.ts';

/** The agreed hashes, piece by piece. */
export interface PieceHashes {
  manifestId: string;
  ofPiece: readonly string[];
}

export interface ReceiverOptions {
  gameId: GameId;
  version: GameVersion;
  files: readonly GameFile[];
  pieceBytes: number;
  /** Null in size-checked mode; may change from null at any time. */
  hashes: () => PieceHashes | null;
  limiter: RateLimiter;
  /** Raw bytes off the wire. */
  onBytes: (from: PeerId, count: number) => void;
  onWrongPiece: (from: PeerId, piece: Piece) => void;
  /** `checked`: its hash is the agreed one. */
  store: (piece: Piece, bytes: Uint8Array, from: PeerId, checked: boolean) => Promise<void>;
}

export interface ReceiveRequest {
  from: PeerId;
  line: BulkLine;
  piece: Piece;
  onBytes: () => void;
  /** How far it has come: while this PC holds it up, silence is not the source's. */
  onStage: (stage: PieceStage) => void;
  signal: AbortSignal;
}

/** Rejects when the piece did not come, was wrong, or could not be written. */
export function createPieceReceiver(options: ReceiverOptions): (request: ReceiveRequest) => Promise<void> {
  const buffers = createPieceBuffers(options.pieceBytes);
  return async (request) => {
    let buffer: Uint8Array | null = null;
    const takeBuffer = async () => {
      buffer = await during(request, 'no-room', buffers.take());
      return buffer;
    };
    try {
      const fetched = await fetchFrom(options, request, takeBuffer);
      const checked = checkPiece(options, request, fetched);
      request.onStage('writing');
      await options.store(request.piece, fetched.bytes, request.from, checked);
    } finally {
      if (buffer !== null) buffers.give(buffer);
    }
  };
}

function fetchFrom(
  { gameId, version, files, hashes, limiter, onBytes }: ReceiverOptions,
  request: ReceiveRequest,
  takeBuffer: () => Promise<Uint8Array>,
): Promise<FetchedPiece> {
  const { from, line, piece, signal } = request;
  const path = files[piece.file]?.path ?? '';
  const manifestId = hashes()?.manifestId ?? null;
  const { offset, length } = piece;
  return fetchPiece({
    connection: line.connection,
    request: { gameId, version, manifestId, path, offset, length },
    takeBuffer,
    onBytes: (count) => {
      request.onBytes();
      onBytes(from, count);
    },
    onBlock: (count) => (limiter.isOpen ? undefined : during(request, 'limited', limiter.take(gameId, count, signal))),
    hashed: manifestId !== null,
    signal,
  });
}

/** It is held up by this PC until `turn` has come. */
async function during<T>({ onStage }: ReceiveRequest, stage: PieceStage, turn: Promise<T>): Promise<T> {
  onStage(stage);
  const result = await turn;
  onStage('reading');
  return result;
}

/** Answers whether there was a hash to check it with; throws `bad-data` when it is another one. */
function checkPiece(options: ReceiverOptions, { from, piece }: ReceiveRequest, { bytes, hash }: FetchedPiece): boolean {
  const hashes = options.hashes();
  if (hashes === null) return false;
  // The hashes may have become known while it was on its way.
  const present = hash === '' ? createHash('sha256').update(bytes).digest('hex') : hash;
  if (present === hashes.ofPiece[piece.index]) return true;
  options.onWrongPiece(from, piece);
  throw new PeerError('bad-data', `Wrong bytes of ${options.gameId} came from another PC.`);
}
