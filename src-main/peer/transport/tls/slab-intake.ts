// Memory that a socket reads into, used again and again: fresh memory for every read costs as much as the decryption.
import { kib } from '../limits.ts';

/** Received bytes that somebody will read; `release` says that they are done with. */
export interface Kept {
  bytes: Uint8Array;
  release: () => void;
}

interface Slab {
  readonly bytes: Uint8Array;
  used: number;
  holders: number;
}

/** Four TLS records. */
const slabBytes = 64 * kib;
const recordBytes = 16 * kib;
/** Less than this is copied, so that a few bytes that nobody reads do not hold a whole slab. */
const minHeldBytes = 8 * kib;
const maxSpareSlabs = 64;

/** Slabs that wait for their next use, shared by the connections of a transport. */
export class SlabPool {
  private readonly spares: Slab[] = [];

  take(): Slab {
    return this.spares.pop() ?? { bytes: new Uint8Array(slabBytes), used: 0, holders: 0 };
  }

  giveBack(slab: Slab): void {
    slab.used = 0;
    if (this.spares.length < maxSpareSlabs) this.spares.push(slab);
  }
}

/** One connection's way to read. What is never released is left to the collector. */
export class SlabIntake {
  private readonly pool: SlabPool;
  private slab: Slab;

  constructor(pool: SlabPool) {
    this.pool = pool;
    this.slab = pool.take();
  }

  /** Where the next bytes go; valid until the next call. */
  room(): Uint8Array {
    if (this.slab.holders === 0) this.slab.used = 0;
    else if (slabBytes - this.slab.used < recordBytes) this.slab = this.pool.take();
    return this.slab.bytes.subarray(this.slab.used);
  }

  /** The first `byteCount` bytes of the room have arrived. */
  arrive(byteCount: number): Uint8Array {
    const { slab } = this;
    slab.used += byteCount;
    return slab.bytes.subarray(slab.used - byteCount, slab.used);
  }

  /** For a part of what `arrive` answered, before the next `room`. */
  keep(bytes: Uint8Array): Kept {
    if (bytes.length < minHeldBytes) return { bytes: new Uint8Array(bytes), release: () => {} };
    const { slab } = this;
    slab.holders += 1;
    return { bytes, release: () => this.release(slab) };
  }

  private release(slab: Slab): void {
    slab.holders -= 1;
    if (slab.holders === 0 && slab !== this.slab) this.pool.giveBack(slab);
  }
}

/** For memory that belongs to one read alone: a small part of it is copied rather than that all of it is held. */
export function keepPart(bytes: Uint8Array): Kept {
  const isSmallPart = bytes.length * 4 < bytes.buffer.byteLength;
  return { bytes: isSmallPart ? new Uint8Array(bytes) : bytes, release: () => {} };
}
