// The host's end of a streamed archive: fetches frames from the unpacker's process as fast as they are taken, not faster.
import { connect, type Socket } from 'node:net';
import type { StreamArchive } from '../peer/edge/stream-install.ts';
import { unpackerCrashed } from './archive-error.ts';
import { FrameSequence } from './frame-sequence.ts';
import { FrameParser, type WireFrame } from './frame-wire.ts';
import type { StreamChannel } from './sidecar-messages.ts';

const bufferBytes = 256 * 1024;
/** The process says by another way why it hung up, which may take a moment longer. */
const explanationMs = 1000;

export class StreamReceiver {
  readonly #channel: StreamChannel;
  readonly #options: Pick<StreamArchive, 'signal' | 'take'>;
  readonly #parser = new FrameParser();
  readonly #sequence = new FrameSequence();
  readonly #failed = new AbortController();
  #socket: Socket | null = null;
  #lostTimer: NodeJS.Timeout | undefined;
  #closed = false;
  /** What ended the pass on this side, in an object, since anything can be thrown. */
  failure: { thrown: unknown } | null = null;

  constructor(channel: StreamChannel, options: Pick<StreamArchive, 'signal' | 'take'>) {
    this.#channel = channel;
    this.#options = options;
  }

  /** Aborts when `failure` is set: the job is in vain. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /** The last frame was taken. */
  get complete(): boolean {
    return this.#sequence.ended;
  }

  open() {
    // One buffer for all that arrives: nothing is read while it is being taken.
    const callback = (length: number, buffer: Uint8Array) => {
      void this.#handOut(buffer.subarray(0, length));
      return false;
    };
    this.#socket = connect({ path: this.#channel.path, onread: { buffer: Buffer.allocUnsafe(bufferBytes), callback } });
    // The end that follows says it all.
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => this.#lose());
    this.#socket.write(this.#channel.token, 'latin1');
  }

  /** Nothing is handed out any more, also of what is here already. */
  close() {
    this.#closed = true;
    clearTimeout(this.#lostTimer);
    this.#socket?.destroy();
  }

  async #handOut(chunk: Uint8Array) {
    try {
      for (const frame of this.#framesOf(chunk)) {
        if (this.#closed || this.#options.signal.aborted) return;
        // Hanging up tells that all has been taken.
        if (frame.kind === 'end') return void this.#socket?.destroy();
        await this.#options.take(frame);
      }
    } catch (thrown) {
      return this.#fail(thrown);
    }
    this.#socket?.resume();
  }

  *#framesOf(chunk: Uint8Array): Generator<WireFrame> {
    try {
      for (const frame of this.#parser.parse(chunk)) {
        this.#sequence.check(frame);
        yield frame;
      }
    } catch {
      throw unpackerCrashed('The unpacker sent something that makes no sense.');
    }
  }

  #lose() {
    if (this.#closed || this.complete) return;
    const lost = () => this.#fail(unpackerCrashed('The unpacker stopped sending in the middle.'));
    this.#lostTimer = setTimeout(lost, explanationMs);
  }

  #fail(thrown: unknown) {
    if (this.#closed) return;
    this.failure ??= { thrown };
    this.#failed.abort();
  }
}
