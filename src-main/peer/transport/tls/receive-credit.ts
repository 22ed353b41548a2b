// How much the other side may send on a stream before somebody reads it.
import { kib, mib } from '../limits.ts';

/** Every stream starts with this, so that many streams that nobody reads cost little. */
export const initialWindowBytes = 128 * kib;
/** A stream that is read may have this much under way; a fast link needs it to go on while a reader takes its turn. */
export const fullWindowBytes = 4 * mib;
/** What the streams of one connection may have beyond their start. */
export const extraWindowBytes = 48 * mib;

/** What the streams of one connection share. */
export class WindowBudget {
  private freeBytes: number;

  constructor(byteCount: number) {
    this.freeBytes = byteCount;
  }

  /** As much of it as there is. */
  take(wantedBytes: number): number {
    const taken = Math.min(wantedBytes, this.freeBytes);
    this.freeBytes -= taken;
    return taken;
  }

  giveBack(byteCount: number): void {
    this.freeBytes += byteCount;
  }
}

/** One stream's window: grows once it is read, and is granted anew by halves. */
export class ReceiveCredit {
  private readonly budget: WindowBudget;
  private windowBytes = initialWindowBytes;
  private granted = initialWindowBytes;
  private unreadBytes = 0;

  constructor(budget: WindowBudget) {
    this.budget = budget;
  }

  /** Granted and not yet arrived. */
  get grantedBytes(): number {
    return this.granted;
  }

  /** False when the other side sent more than it was granted. */
  arrive(byteCount: number): boolean {
    this.granted -= byteCount;
    this.unreadBytes += byteCount;
    return this.granted >= 0;
  }

  /** The reader took these; answers how many more bytes to grant now, which count as granted from here on. */
  consume(byteCount: number): number {
    this.unreadBytes -= byteCount;
    if (this.roomBytes < this.windowBytes / 2) return 0;
    this.windowBytes += this.budget.take(fullWindowBytes - this.windowBytes);
    const grant = this.roomBytes;
    this.granted += grant;
    return grant;
  }

  /** The stream is over: others may have its share. */
  close(): void {
    this.budget.giveBack(this.windowBytes - initialWindowBytes);
    this.windowBytes = initialWindowBytes;
  }

  private get roomBytes(): number {
    return this.windowBytes - this.unreadBytes - this.granted;
  }
}
