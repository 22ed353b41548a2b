// Which stream of a connection may send next.
import { kib, mib } from '../limits.ts';

export interface Sender {
  /** It has something to send, and the other side takes it. */
  readonly isSendable: boolean;
  readonly queuedBytes: number;
}

/** Questions and short answers go before bulk: they cost it nothing, and somebody waits for them. */
const smallBytes = 8 * kib;
/** After so much a stream goes to the back of the line, so that an endless one starves nobody. One whole piece. */
const turnBytes = 16 * mib;

/** First in, first out: pieces are whole one after the other instead of all at the same late time. */
export class SendOrder<S extends Sender> {
  private readonly line = new Map<S, number>();

  /** Keeps its place when it has one. */
  add(sender: S): void {
    if (!this.line.has(sender)) this.line.set(sender, 0);
  }

  remove(sender: S): void {
    this.line.delete(sender);
  }

  clear(): void {
    this.line.clear();
  }

  next(): S | null {
    let first: S | null = null;
    for (const sender of this.line.keys()) {
      if (!sender.isSendable) continue;
      if (sender.queuedBytes <= smallBytes) return sender;
      first ??= sender;
    }
    return first;
  }

  sent(sender: S, byteCount: number): void {
    const before = this.line.get(sender);
    if (before === undefined) return;
    const sentBytes = before + byteCount;
    if (sentBytes < turnBytes) return void this.line.set(sender, sentBytes);
    this.line.delete(sender);
    this.line.set(sender, 0);
  }
}
