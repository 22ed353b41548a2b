// The two ways from the window to the host: a MessagePort from the preload, or a WebSocket to the web host.
import { heartbeatMs, isHeartbeat } from '../src-shared/heartbeat.ts';
import type { Channel } from '../src-shared/rpc.ts';

/** A channel to one host for as long as it lasts. */
export interface HostLink {
  /** Calls back with each new channel, the first and every later one. */
  open: (onChannel: (channel: Channel) => void) => () => void;
}

const PORT_MESSAGE = 'lanspread-port';

/** The preload posts `lanspread-port` with a port at the start, and again whenever the host was restarted. */
export function portLink(target: Window): HostLink {
  return {
    open: (onChannel) => {
      const onMessage = (event: MessageEvent<unknown>) => {
        const port = event.ports[0];
        if (event.source !== target || event.data !== PORT_MESSAGE || port === undefined) return;
        onChannel(portChannel(port));
      };
      target.addEventListener('message', onMessage);
      return () => target.removeEventListener('message', onMessage);
    },
  };
}

export function portChannel(port: MessagePort): Channel {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.addEventListener('message', (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => port.addEventListener('close', listener),
  };
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5000;

/** The wait before the next attempt, after `failures` in a row: 0.5, 1, 2, 4, then 5 s. */
export function retryDelayMs(failures: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10));
}

export function socketLink(
  url: string,
  createSocket: (url: string) => WebSocket = (at) => new WebSocket(at),
): HostLink {
  return {
    open: (onChannel) => {
      let failures = 0;
      let isStopped = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let socket: WebSocket | undefined;
      const connect = () => {
        const opening = createSocket(url);
        socket = opening;
        const channel = socketChannel(opening);
        opening.addEventListener('open', () => {
          failures = 0;
          onChannel(channel);
        });
        channel.onClose(() => {
          if (isStopped) return;
          timer = setTimeout(connect, retryDelayMs(failures));
          failures += 1;
        });
      };
      connect();
      return () => {
        isStopped = true;
        clearTimeout(timer);
        socket?.close();
      };
    },
  };
}

const LOOK_MS = heartbeatMs / 2;
/** So many in a row at which nothing had come since the one before: 25 to 30 s after the last message. */
const LOOKS_UNTIL_LOST = 5;

/** Closed when the socket is, or when the host has been silent for too long: one that hangs closes nothing. */
export function socketChannel(socket: WebSocket): Channel {
  const closers = new Set<() => void>();
  let isOver = false;
  const stopLooking = whenSilent(socket, () => {
    end();
    socket.close();
  });
  const end = () => {
    if (isOver) return;
    isOver = true;
    stopLooking();
    for (const closer of closers) closer();
  };
  socket.addEventListener('close', end);
  return {
    post: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) =>
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        const message: unknown = JSON.parse(String(event.data));
        if (!isOver && !isHeartbeat(message)) listener(message);
      }),
    onClose: (listener) => void closers.add(listener),
  };
}

/** Looks are counted, not time: a computer that slept, or a hidden page whose timers are held back, loses nothing. */
function whenSilent(socket: WebSocket, onSilent: () => void): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  let quietLooks = 0;
  const look = () => {
    quietLooks += 1;
    if (quietLooks >= LOOKS_UNTIL_LOST) onSilent();
  };
  socket.addEventListener('open', () => (timer = setInterval(look, LOOK_MS)));
  socket.addEventListener('message', () => (quietLooks = 0));
  return () => clearInterval(timer);
}

const TOKEN_KEY = 'lanspread.token';

/** The key of this page: from `#token=…` of the link, kept for a reload; null when it was opened without one. */
export function readToken(page: Window): string | null {
  const fromLink = new URLSearchParams(page.location.hash.slice(1)).get('token');
  if (fromLink === null) return page.sessionStorage.getItem(TOKEN_KEY);
  page.sessionStorage.setItem(TOKEN_KEY, fromLink);
  // Out of the address bar, where it would be shown on every screenshot.
  page.history.replaceState(null, '', page.location.pathname + page.location.search);
  return fromLink;
}

/** `ws(s)://<same host>/socket?token=…`. */
export function socketUrl(location: Location, token: string): string {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${location.host}/socket?token=${encodeURIComponent(token)}`;
}
