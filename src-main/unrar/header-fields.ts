// Reads the fields of one archive header in order; a field that does not fit refuses the header.

export class HeaderFields {
  readonly #bytes: Buffer;
  readonly #damaged: () => Error;
  offset = 0;

  /** `damaged` makes the error for a header that is shorter than its own fields say. */
  constructor(bytes: Buffer, damaged: () => Error) {
    this.#bytes = bytes;
    this.#damaged = damaged;
  }

  /** Little-endian base 128; the high bit says that more follows. */
  vint(): number {
    let value = 0;
    for (let place = 1; place <= 2 ** 63; place *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * place;
      if (byte < 0x80) return this.#safe(value);
    }
    throw this.#damaged();
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#advance(1));
  }

  u16(): number {
    return this.#bytes.readUInt16LE(this.#advance(2));
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  take(length: number): Buffer {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  skip(length: number) {
    this.#advance(length);
  }

  /** Answers the offset before the step. */
  #advance(length: number): number {
    const start = this.offset;
    if (start + length > this.#bytes.length) throw this.#damaged();
    this.offset = start + length;
    return start;
  }

  #safe(value: number): number {
    if (value > Number.MAX_SAFE_INTEGER) throw this.#damaged();
    return value;
  }
}
