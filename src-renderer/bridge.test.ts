// The bridge over channels that come and go.
import { expect, it } from 'vitest';
import type { PeerEvent } from '../src-shared/peer-event.ts';
import { serveRpc, type Channel } from '../src-shared/rpc.ts';
import { createBridge } from './bridge.ts';

/** Two ends of a channel; messages pass at once. */
function channelPair() {
  const ends = [0, 1].map(() => ({ hear: new Set<(m: unknown) => void>(), closed: new Set<() => void>() }));
  const end = (mine: number): Channel => ({
    post: (message) => {
      for (const listener of ends[1 - mine]?.hear ?? []) listener(structuredClone(message));
    },
    onMessage: (listener) => void ends[mine]?.hear.add(listener),
    onClose: (listener) => void ends[mine]?.closed.add(listener),
  });
  const close = () => {
    for (const side of ends) for (const listener of side.closed) listener();
  };
  return { window: end(0), host: end(1), close };
}

function setUp() {
  let onChannel: (channel: Channel) => void = () => undefined;
  const bridge = createBridge({
    open: (listener) => {
      onChannel = listener;
      return () => undefined;
    },
  });
  const connect = () => {
    const pair = channelPair();
    const server = serveRpc(pair.host, async (name) => `answer to ${name}`);
    onChannel(pair.window);
    return { ...pair, server };
  };
  return { bridge, connect };
}

const count = (n: number): PeerEvent => ({ kind: 'peer-count', count: n });

it('fails calls while there is no channel', async () => {
  const { bridge } = setUp();
  await expect(bridge.call('choose-folder', undefined)).rejects.toMatchObject({ code: 'connection-closed' });
});

it('calls through the present channel', async () => {
  const { bridge, connect } = setUp();
  connect();
  expect(await bridge.call('choose-folder', undefined)).toBe('answer to choose-folder');
});

it('keeps subscriptions across channels, and hears each event once', () => {
  const { bridge, connect } = setUp();
  const heard: PeerEvent[] = [];
  const stop = bridge.subscribe('peer-event', (event) => heard.push(event));
  const first = connect();
  first.server.publish('peer-event', count(1));
  first.close();
  const second = connect();
  second.server.publish('peer-event', count(2));
  first.server.publish('peer-event', count(99));
  stop();
  second.server.publish('peer-event', count(3));
  expect(heard).toEqual([count(1), count(2)]);
});

it('hears a topic that is subscribed to only after the connection stands', () => {
  const { bridge, connect } = setUp();
  const { server } = connect();
  const heard: PeerEvent[] = [];
  bridge.subscribe('peer-event', (event) => heard.push(event));
  server.publish('peer-event', count(1));
  expect(heard).toEqual([count(1)]);
});

it('tells about the connection once the subscriptions stand', () => {
  const { bridge, connect } = setUp();
  const told: unknown[] = [];
  bridge.subscribe('peer-event', (event) => told.push(event));
  bridge.onConnection((connected) => {
    told.push(connected);
  });
  const first = connect();
  first.close();
  const second = connect();
  // The old channel closing once more must not be taken for the new one.
  first.close();
  second.server.publish('peer-event', count(1));
  expect(told).toEqual([true, false, true, count(1)]);
});

it('tells a late watcher at once, and fails waiting calls when the channel closes', async () => {
  const { bridge, connect } = setUp();
  const { close } = connect();
  const told: boolean[] = [];
  bridge.onConnection((connected) => told.push(connected));
  const waiting = bridge.call('choose-folder', undefined);
  close();
  await expect(waiting).rejects.toMatchObject({ code: 'connection-closed' });
  expect(told).toEqual([true, false]);
});
