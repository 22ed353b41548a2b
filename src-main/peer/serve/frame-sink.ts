// Where the frames of a streamed install go: gathered into large blocks, since every write has its price.
import { maxFrameBytes } from '../edge/stream-install.ts';
import type { Clock } from '../edge/clock.ts';
import { streamAliveMs } from '../protocol/limits.ts';
import type { StreamControl } from '../protocol/messages.ts';
import { bytesHeaderBytes, encodeControl, writeBytesHeader } from '../protocol/stream-frames.ts';
import { takeSendBuffer } from '../transport/send-buffers.ts';

const blockBytes = 512 * 1024;

export interface FrameSink {
  control: (control: StreamControl) => Promise<void>;
  /** Copies them at once; any number. */
  bytes: (bytes: Uint8Array) => Promise<void>;
  /** Resolves when everything so far has been handed over. */
  flush: () => Promise<void>;
  /** For as long as it is on, what is said in place of bytes is that others come first; at once for the first time. */
  setWaiting: (waiting: boolean) => void;
  /** No more words of its own. */
  stop: () => void;
}

/**
 * `send` gets each block to keep. Its first failure is thrown by every later call. What lies here unsent goes out within
 * `streamAliveMs`, and a word that we are still there where nothing does.
 */
export function createFrameSink(send: (block: Uint8Array) => Promise<void>, clock: Clock): FrameSink {
  let block = takeSendBuffer(blockBytes);
  let filled = 0;
  let last: Promise<void> = Promise.resolve();
  let sending = 0;
  let callOff = () => {};

  /** A whole buffer is moved to where it is sent; of a part a copy is. */
  const flush = (): Promise<void> => {
    if (filled === 0) return last;
    const full = filled === block.length ? block : block.slice(0, filled);
    if (full === block) block = takeSendBuffer(blockBytes);
    filled = 0;
    sending += 1;
    last = last.then(() => send(full)).finally(() => (sending -= 1));
    // Whoever writes next hears of it.
    last.catch(() => undefined);
    return last;
  };

  const put = async (bytes: Uint8Array): Promise<void> => {
    for (let at = 0; at < bytes.length;) {
      const count = Math.min(bytes.length - at, block.length - filled);
      block.set(bytes.subarray(at, at + count), filled);
      filled += count;
      at += count;
      if (filled === block.length) await flush();
    }
  };

  let waiting = false;
  const speak = () => {
    if (sending > 0) return;
    // There is room: a full block is sent at once.
    if (filled === 0) void put(encodeControl(waiting ? { kind: 'alive', waiting } : { kind: 'alive' }));
    void flush().catch(() => undefined);
  };
  const tick = () => {
    speak();
    callOff = clock.after(streamAliveMs, tick);
  };
  callOff = clock.after(streamAliveMs, tick);

  return {
    control: async (control) => put(encodeControl(control)),
    bytes: async (bytes) => {
      for (let at = 0; at < bytes.length; at += maxFrameBytes) {
        const part = bytes.subarray(at, at + maxFrameBytes);
        const header = new Uint8Array(bytesHeaderBytes);
        writeBytesHeader(header, 0, part.length);
        await put(header);
        await put(part);
      }
    },
    flush,
    setWaiting: (isWaiting) => {
      waiting = isWaiting;
      if (waiting) speak();
    },
    stop: () => callOff(),
  };
}
