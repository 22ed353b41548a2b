// Gathers what is said to the other thread within one turn into one post.

interface Port<T> {
  postMessage: (messages: T[], transfer: ArrayBuffer[]) => void;
}

/** Posts as a microtask, so that whatever one turn of the loop produced wakes the other thread once. */
export class MessageBatch<T> {
  private readonly port: Port<T>;
  private messages: T[] = [];
  private transfer: ArrayBuffer[] = [];

  constructor(port: Port<T>) {
    this.port = port;
  }

  /** `moved` goes to the other thread and is gone here. */
  add(message: T, moved?: ArrayBuffer): void {
    this.messages.push(message);
    if (moved !== undefined) this.transfer.push(moved);
    if (this.messages.length === 1) queueMicrotask(() => this.post());
  }

  private post(): void {
    const { messages, transfer } = this;
    this.messages = [];
    this.transfer = [];
    this.port.postMessage(messages, transfer);
  }
}
