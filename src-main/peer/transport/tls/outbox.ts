// What was written to a stream and has not yet gone into a frame.

export class Outbox {
  private chunks: Uint8Array[] = [];
  private head = 0;
  private queued = 0;

  get queuedBytes(): number {
    return this.queued;
  }

  add(bytes: Uint8Array): void {
    this.chunks.push(bytes);
    this.queued += bytes.length;
  }

  /** The first `maxBytes`, or all there are, as views. */
  take(maxBytes: number): Uint8Array[] {
    const taken: Uint8Array[] = [];
    for (let left = Math.min(maxBytes, this.queued); left > 0;) {
      const bytes = this.takeSome(left);
      taken.push(bytes);
      left -= bytes.length;
    }
    return taken;
  }

  clear(): void {
    this.chunks = [];
    this.head = 0;
    this.queued = 0;
  }

  private takeSome(maxBytes: number): Uint8Array {
    const chunk = this.chunks[this.head] ?? new Uint8Array(0);
    const taken = chunk.subarray(0, maxBytes);
    this.queued -= taken.length;
    if (taken.length < chunk.length) this.chunks[this.head] = chunk.subarray(taken.length);
    else this.head += 1;
    if (this.queued === 0) this.clear();
    return taken;
  }
}
