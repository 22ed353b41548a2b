// How much may be asked of a source ahead, so that its line is never idle and no piece waits long behind others.

const windowSeconds = 0.25;
const minPieces = 2;
/** In a LAN the next request is a millisecond away: more would only fill memory, above all with open QUIC streams. */
const maxBytes = 8 * 2 ** 20;
/** A source this many times slower than the median holds pieces back that others would give sooner. */
const slowFactor = 3;

export interface WindowInput {
  /** Measured while anything was asked of the source; 0 when nothing is known yet. */
  bytesPerSecond: number;
  /** Of all sources that are in use. */
  medianBytesPerSecond: number;
  pieceBytes: number;
}

/** Bytes: about a quarter of a second's worth, at least two pieces; one piece for a slow source. */
export function windowBytes({ bytesPerSecond, medianBytesPerSecond, pieceBytes }: WindowInput): number {
  if (bytesPerSecond * slowFactor < medianBytesPerSecond) return pieceBytes;
  return Math.max(minPieces * pieceBytes, Math.min(maxBytes, bytesPerSecond * windowSeconds));
}
