// A few buffers that pieces arrive in, used again and again: new ones would keep the garbage collector busy.

/** More would only wait for the disk. */
const maxBytes = 32 * 2 ** 20;
/** So many sources can send at once, however large the pieces are. */
const minBuffers = 8;

export interface PieceBuffers {
  /** Waits until one is free. */
  take: () => Promise<Uint8Array>;
  give: (buffer: Uint8Array) => void;
}

export function createPieceBuffers(pieceBytes: number): PieceBuffers {
  const limit = Math.max(minBuffers, Math.floor(maxBytes / pieceBytes));
  const free: Uint8Array[] = [];
  const waiting: ((buffer: Uint8Array) => void)[] = [];
  let made = 0;
  return {
    take: async () => {
      const ready = free.pop();
      if (ready !== undefined) return ready;
      if (made < limit) {
        made += 1;
        return Buffer.allocUnsafeSlow(pieceBytes);
      }
      return new Promise((resolve) => void waiting.push(resolve));
    },
    give: (buffer) => {
      const next = waiting.shift();
      if (next === undefined) free.push(buffer);
      else next(buffer);
    },
  };
}
