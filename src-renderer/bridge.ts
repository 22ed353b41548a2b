// `window.lanspread`: one AppBridge over whatever channel there is, and again over the next one when it breaks.
import type { AppBridge, TopicName } from '../src-shared/app-bridge.ts';
import { PeerError } from '../src-shared/peer-error.ts';
import { createRpcClient, type RpcClient } from '../src-shared/rpc.ts';
import { portLink, readToken, socketLink, socketUrl, type HostLink } from './channels.ts';
import { strings } from './strings.ts';

declare global {
  interface Window {
    lanspread?: AppBridge;
  }
}

/** The link that fits this window; null in a browser page that was opened without its key. */
export function linkFor(page: Window): HostLink | null {
  const inElectron = page.navigator.userAgent.includes('Electron/') || !page.location.protocol.startsWith('http');
  if (inElectron) return portLink(page);
  const token = readToken(page);
  return token === null ? null : socketLink(socketUrl(page.location, token));
}

type Listener = (data: never) => void;

/**
 * Listeners stay registered across channels. `onConnection` tells `true` only after the subscriptions stand, so that
 * a snapshot asked for then misses nothing. Calls without a channel fail with `connection-closed`.
 */
export function createBridge(link: HostLink): AppBridge & { stop: () => void } {
  let client: RpcClient | null = null;
  const listeners = new Map<TopicName, Set<Listener>>();
  const watchers = new Set<(connected: boolean) => void>();

  const subscribeTo = (rpc: RpcClient, topic: TopicName) =>
    rpc.subscribe(topic, (data) => {
      // A channel that was replaced may still deliver; only the present one counts.
      if (rpc !== client) return;
      for (const listener of listeners.get(topic) ?? []) listener(data as never);
    });

  const tell = (connected: boolean) => {
    for (const watcher of watchers) watcher(connected);
  };

  const stop = link.open((channel) => {
    const rpc = createRpcClient(channel);
    client = rpc;
    for (const topic of listeners.keys()) subscribeTo(rpc, topic);
    channel.onClose(() => {
      if (rpc !== client) return;
      client = null;
      tell(false);
    });
    tell(true);
  });

  return {
    call: async (name, input) => {
      if (client === null) throw new PeerError('connection-closed', strings.errors.noPort, strings.errors.noPortHint);
      return client.call(name, input);
    },
    subscribe: (topic, listener) => {
      let set = listeners.get(topic);
      if (set === undefined) {
        set = new Set();
        listeners.set(topic, set);
        if (client !== null) subscribeTo(client, topic);
      }
      set.add(listener);
      return () => void set.delete(listener);
    },
    onConnection: (watcher) => {
      watchers.add(watcher);
      if (client !== null) watcher(true);
      return () => void watchers.delete(watcher);
    },
    stop,
  };
}
