// Bounds what a writer may hand over before the other side has taken it.
import type { ConnectionClosedError } from './transport.ts';

interface Waiting {
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Counts bytes that were handed over and not yet accepted; `add` waits while they reach `limitBytes`. */
export class SendWindow {
  private readonly limitBytes: number;
  private readonly waiting: Waiting[] = [];
  private pendingBytes = 0;
  private failure: ConnectionClosedError | null = null;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  /** Resolves when more may be written. */
  async add(byteCount: number): Promise<void> {
    this.pendingBytes += byteCount;
    await this.room();
  }

  /** `byteCount` bytes were accepted. */
  settle(byteCount: number): void {
    this.pendingBytes -= byteCount;
    if (this.pendingBytes >= this.limitBytes) return;
    for (const waiting of this.waiting.splice(0)) waiting.resolve();
  }

  fail(error: ConnectionClosedError): void {
    this.failure ??= error;
    for (const waiting of this.waiting.splice(0)) waiting.reject(error);
  }

  private async room(): Promise<void> {
    if (this.failure !== null) throw this.failure;
    if (this.pendingBytes < this.limitBytes) return;
    return new Promise((resolve, reject) => void this.waiting.push({ resolve, reject }));
  }
}
