// Memory between a job's Worker, which fills slots, and its process, which empties them: bounded, so that the Worker waits.

export const slotBytes = 1024 * 1024;
export const slotCount = 8;

const headBytes = slotCount * Int32Array.BYTES_PER_ELEMENT;
const free = 0;
const filled = 1;
/** The Worker looks so often whether it is to stop, although nothing became free. */
const lookMs = 50;
/** Small files fill a slot slowly, and whoever waits for them has nothing to do meanwhile. */
const staleMs = 50;

/** One state per slot, then the slots. */
export const createRing = (): SharedArrayBuffer => new SharedArrayBuffer(headBytes + slotCount * slotBytes);

const statesOf = (ring: SharedArrayBuffer) => new Int32Array(ring, 0, slotCount);
const slotOf = (ring: SharedArrayBuffer, slot: number) => new Uint8Array(ring, headBytes + slot * slotBytes, slotBytes);

export interface RingOutlet {
  /** Called again and again while no slot is free; may throw to stop. */
  step: () => void;
  /** A slot is full, or will not become fuller; `length` in bytes. */
  send: (slot: number, length: number) => void;
}

/** The Worker's end. Slots are used in turn. */
export class RingWriter {
  readonly #ring: SharedArrayBuffer;
  readonly #states: Int32Array;
  readonly #outlet: RingOutlet;
  #slot = 0;
  #bytes: Uint8Array | null = null;
  #length = 0;
  #claimedMs = 0;

  constructor(ring: SharedArrayBuffer, outlet: RingOutlet) {
    this.#ring = ring;
    this.#states = statesOf(ring);
    this.#outlet = outlet;
  }

  /** Bytes that fit into the slot in hand, at least `least`, which may be up to `slotBytes`; waits for a slot if need be. */
  room(least: number): number {
    if (this.#bytes !== null && slotBytes - this.#length < least) this.flush();
    this.#bytes ??= this.#claim();
    return slotBytes - this.#length;
  }

  /** Copies bytes that fit, as `room` has told. */
  push(bytes: Uint8Array) {
    this.room(bytes.length);
    this.#bytes?.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Sends what is in the slot in hand. */
  flush() {
    if (this.#bytes === null) return;
    Atomics.store(this.#states, this.#slot, filled);
    this.#outlet.send(this.#slot, this.#length);
    this.#slot = (this.#slot + 1) % slotCount;
    this.#bytes = null;
    this.#length = 0;
  }

  /** The same, when it has been in hand for long. */
  flushStale() {
    if (performance.now() - this.#claimedMs > staleMs) this.flush();
  }

  #claim(): Uint8Array {
    while (Atomics.load(this.#states, this.#slot) === filled) {
      Atomics.wait(this.#states, this.#slot, filled, lookMs);
      this.#outlet.step();
    }
    this.#claimedMs = performance.now();
    return slotOf(this.#ring, this.#slot);
  }
}

/** The process's end. */
export class RingReader {
  readonly #ring: SharedArrayBuffer;
  readonly #states: Int32Array;

  constructor(ring: SharedArrayBuffer) {
    this.#ring = ring;
    this.#states = statesOf(ring);
  }

  /** The bytes of a slot that was sent, valid until it is released. */
  view(slot: number, length: number): Uint8Array {
    return slotOf(this.#ring, slot).subarray(0, length);
  }

  release(slot: number) {
    Atomics.store(this.#states, slot, free);
    Atomics.notify(this.#states, slot);
  }

  /** Lets a waiting Worker look around at once. */
  wake() {
    for (let slot = 0; slot < slotCount; slot += 1) Atomics.notify(this.#states, slot);
  }
}
