// The ways to the host, without a host.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { heartbeat, heartbeatMs } from '../src-shared/heartbeat.ts';
import { portChannel, portLink, readToken, retryDelayMs, socketLink, socketUrl } from './channels.ts';

class FakeSocket extends EventTarget {
  readonly sent: string[] = [];
  closed = false;
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.closed = true;
    this.dispatchEvent(new Event('close'));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function linkWithSockets() {
  const sockets: FakeSocket[] = [];
  const link = socketLink('ws://host/socket', () => {
    const socket = new FakeSocket();
    sockets.push(socket);
    return socket as unknown as WebSocket;
  });
  return { link, sockets };
}

it('waits longer after each failure, at most 5 s', () => {
  expect([0, 1, 2, 3, 4, 50].map(retryDelayMs)).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
});

it('reconnects with back-off, and starts anew after a success', () => {
  const { link, sockets } = linkWithSockets();
  const channels: unknown[] = [];
  const stop = link.open((channel) => channels.push(channel));
  sockets[0]?.dispatchEvent(new Event('close'));
  vi.advanceTimersByTime(499);
  expect(sockets).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(sockets).toHaveLength(2);
  sockets[1]?.dispatchEvent(new Event('close'));
  vi.advanceTimersByTime(999);
  expect(sockets).toHaveLength(2);
  vi.advanceTimersByTime(1);
  sockets[2]?.dispatchEvent(new Event('open'));
  sockets[2]?.dispatchEvent(new Event('close'));
  vi.advanceTimersByTime(500);
  expect(sockets).toHaveLength(4);
  expect(channels).toHaveLength(1);
  stop();
});

/** The first socket stands, and hangs: nothing closes it. */
function linkThatHangs() {
  const { link, sockets } = linkWithSockets();
  const told: string[] = [];
  const heard: unknown[] = [];
  const stop = link.open((channel) => {
    told.push('open');
    channel.onMessage((message) => heard.push(message));
    channel.onClose(() => told.push('closed'));
  });
  const socket = sockets[0] as FakeSocket;
  socket.close = () => void (socket.closed = true);
  socket.dispatchEvent(new Event('open'));
  const say = (message: unknown) =>
    socket.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  return { sockets, socket, told, heard, say, stop };
}

it('loses a host that is silent though its socket stands, and looks for it anew', () => {
  const { sockets, socket, told, heard, say } = linkThatHangs();
  vi.advanceTimersByTime(2 * heartbeatMs);
  expect(told).toEqual(['open']);
  vi.advanceTimersByTime(heartbeatMs);
  expect([told, socket.closed]).toEqual([['open', 'closed'], true]);
  vi.advanceTimersByTime(500);
  expect(sockets).toHaveLength(2);
  sockets[1]?.dispatchEvent(new Event('open'));
  expect(told).toEqual(['open', 'closed', 'open']);
  // It wakes up: what it had to say is old, and its end is known already.
  say({ late: 1 });
  socket.dispatchEvent(new Event('close'));
  vi.advanceTimersByTime(2 * heartbeatMs);
  expect([heard, told.length, sockets.length]).toEqual([[], 3, 2]);
});

it('keeps a host that says no more than that it is there, and passes that on to nobody', () => {
  const { told, heard, say } = linkThatHangs();
  for (let beats = 0; beats < 10; beats += 1) {
    vi.advanceTimersByTime(heartbeatMs);
    say(heartbeat);
  }
  expect([told, heard]).toEqual([['open'], []]);
});

it('does not look for a silent host once stopped', () => {
  const { sockets, stop } = linkThatHangs();
  stop();
  vi.advanceTimersByTime(10 * heartbeatMs);
  expect(sockets).toHaveLength(1);
});

it('stays away once stopped', () => {
  const { link, sockets } = linkWithSockets();
  const stop = link.open(() => undefined);
  stop();
  expect(sockets[0]?.closed).toBe(true);
  vi.advanceTimersByTime(60_000);
  expect(sockets).toHaveLength(1);
});

it('carries JSON both ways over a socket', () => {
  const { link, sockets } = linkWithSockets();
  const heard: unknown[] = [];
  link.open((channel) => {
    channel.onMessage((message) => heard.push(message));
    channel.post({ hello: 1 });
  });
  sockets[0]?.dispatchEvent(new Event('open'));
  sockets[0]?.dispatchEvent(new MessageEvent('message', { data: '{"answer":2}' }));
  expect(sockets[0]?.sent).toEqual(['{"hello":1}']);
  expect(heard).toEqual([{ answer: 2 }]);
});

it('carries messages over a port and tells when it closes', async () => {
  vi.useRealTimers();
  const { port1, port2 } = new MessageChannel();
  const here = portChannel(port1);
  const heard = new Promise((resolve) => {
    here.onMessage(resolve);
  });
  const closed = new Promise<void>((resolve) => {
    here.onClose(resolve);
  });
  port2.postMessage({ answer: 2 });
  expect(await heard).toEqual({ answer: 2 });
  port2.close();
  await closed;
});

it('takes the port that the preload posts, and no other message', () => {
  const target = new EventTarget();
  const channels: unknown[] = [];
  const stop = portLink(target as unknown as Window).open((channel) => channels.push(channel));
  const post = (data: string, source: unknown, ports: unknown[]) =>
    target.dispatchEvent(Object.assign(new Event('message'), { data, source, ports }));
  const { port1, port2 } = new MessageChannel();
  post('lanspread-port', target, []);
  post('lanspread-port', {}, [port1]);
  post('other', target, [port1]);
  expect(channels).toHaveLength(0);
  post('lanspread-port', target, [port1]);
  expect(channels).toHaveLength(1);
  stop();
  post('lanspread-port', target, [port2]);
  expect(channels).toHaveLength(1);
});

it('goes to the same host, with the key', () => {
  const at = (protocol: string) => ({ protocol, host: '10.0.0.2:8080' }) as Location;
  expect(socketUrl(at('http:'), 'a b')).toBe('ws://10.0.0.2:8080/socket?token=a%20b');
  expect(socketUrl(at('https:'), 'x')).toBe('wss://10.0.0.2:8080/socket?token=x');
});

it('takes the key out of the link and keeps it for a reload', () => {
  const store = new Map<string, string>();
  const urls: string[] = [];
  const page = (hash: string) =>
    ({
      location: { hash, pathname: '/', search: '' },
      sessionStorage: {
        getItem: (key: string) => store.get(key) ?? null,
        setItem: (key: string, value: string) => void store.set(key, value),
      },
      history: { replaceState: (_state: unknown, _title: string, url: string) => void urls.push(url) },
    }) as unknown as Window;
  expect(readToken(page(''))).toBeNull();
  expect(readToken(page('#token=secret'))).toBe('secret');
  expect(urls).toEqual(['/']);
  expect(readToken(page(''))).toBe('secret');
});
