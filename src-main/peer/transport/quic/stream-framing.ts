// Bytes on a QUIC stream travel in frames: a length in 4 bytes, then as many bytes; length 0 is the end of the stream.
//
// Why not QUIC's own end alone: the engine forgets a stream once its data is acknowledged, even while an end that travels
// in a packet of its own is still unsent or lost, and the other side then waits for ever. An end that carries bytes is
// repeated until it arrives.

const headerBytes = 4;

export function frameHeader(byteCount: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(headerBytes);
  new DataView(header.buffer).setUint32(0, byteCount);
  return header;
}

export const endFrame = (): Uint8Array<ArrayBuffer> => frameHeader(0);

/** Takes the frames off what arrives, in portions of any size. */
export class FrameReader {
  private header = 0;
  private headerBytesRead = 0;
  private payloadBytesLeft = 0;
  private ended = false;

  /** The end frame has arrived. */
  get isEnded(): boolean {
    return this.ended;
  }

  /**
   * Moves the payload among the first `byteCount` bytes of `portion` to its front and answers how long it is; null when
   * something follows the end.
   */
  strip(portion: Uint8Array, byteCount: number): number | null {
    let length = 0;
    for (let at = 0; at < byteCount;) {
      if (this.ended) return null;
      if (this.payloadBytesLeft === 0) {
        this.readHeaderByte(portion[at++] ?? 0);
        continue;
      }
      const run = Math.min(this.payloadBytesLeft, byteCount - at);
      if (at !== length) portion.copyWithin(length, at, at + run);
      this.payloadBytesLeft -= run;
      length += run;
      at += run;
    }
    return length;
  }

  private readHeaderByte(byte: number): void {
    this.header = this.header * 256 + byte;
    if (++this.headerBytesRead < headerBytes) return;
    this.payloadBytesLeft = this.header;
    this.ended = this.header === 0;
    this.header = 0;
    this.headerBytesRead = 0;
  }
}
