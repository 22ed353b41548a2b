// One window's WebSocket as a channel: JSON texts, a heartbeat, and no memory for those who do not read.
import type { WebSocket } from 'ws';
import { heartbeat, heartbeatMs } from '../../src-shared/heartbeat.ts';
import type { Channel } from '../../src-shared/rpc.ts';

/** Unsent bytes above which a window counts as stuck. A snapshot of 10,000 games is about 4 MiB. */
export const maxUnsentBytes = 16 * 2 ** 20;

/** `onStuck` runs when the window was dropped because it did not read. */
export function webSocketChannel(socket: WebSocket, onStuck: () => void): Channel {
  const post = (message: unknown) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxUnsentBytes) {
      onStuck();
      socket.terminate();
      return;
    }
    socket.send(JSON.stringify(message));
  };
  const beat = setInterval(() => post(heartbeat), heartbeatMs);
  socket.on('close', () => clearInterval(beat));
  return {
    post,
    onMessage: (listener) =>
      void socket.on('message', (data: Buffer, isBinary) => {
        const message = isBinary ? undefined : parseJson(data.toString('utf8'));
        if (message !== undefined) listener(message);
      }),
    onClose: (listener) => void socket.on('close', listener),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
