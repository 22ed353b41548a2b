// A set of piece numbers, one bit each.

export class PieceSet {
  /** Number of pieces there are. */
  readonly size: number;
  /** Piece `i` is bit `i % 8` of byte `i / 8`; bits behind the last piece are 0. */
  readonly bytes: Uint8Array;
  private present = 0;

  /** Takes over a copy of `bytes`; throws RangeError when they do not fit `size`. */
  constructor(size: number, bytes?: Uint8Array) {
    const length = Math.ceil(size / 8);
    if (bytes !== undefined && bytes.length !== length)
      throw new RangeError(`${bytes.length} bytes for ${size} pieces`);
    this.size = size;
    this.bytes = bytes === undefined ? new Uint8Array(length) : Uint8Array.from(bytes);
    const spare = length * 8 - size;
    if (spare > 0) this.bytes[length - 1] = (this.bytes[length - 1] ?? 0) & (0xff >> spare);
    for (let index = 0; index < size; index++) if (this.has(index)) this.present += 1;
  }

  static full(size: number): PieceSet {
    return new PieceSet(size, new Uint8Array(Math.ceil(size / 8)).fill(0xff));
  }

  get count(): number {
    return this.present;
  }

  get isFull(): boolean {
    return this.present === this.size;
  }

  has(index: number): boolean {
    return ((this.bytes[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
  }

  /** Answers whether it was missing before. */
  add(index: number): boolean {
    if (index < 0 || index >= this.size || this.has(index)) return false;
    this.bytes[index >> 3] = (this.bytes[index >> 3] ?? 0) | (1 << (index & 7));
    this.present += 1;
    return true;
  }

  delete(index: number): boolean {
    if (index < 0 || index >= this.size || !this.has(index)) return false;
    this.bytes[index >> 3] = (this.bytes[index >> 3] ?? 0) & ~(1 << (index & 7));
    this.present -= 1;
    return true;
  }

  copy(): PieceSet {
    return new PieceSet(this.size, this.bytes);
  }
}
