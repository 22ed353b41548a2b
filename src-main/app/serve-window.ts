// Joins one window's channel to the host: its calls are answered and it hears every topic, until it closes.
import { serveRpc, type Channel } from '../../src-shared/rpc.ts';
import type { AppHost } from './app-host.ts';

export function serveWindow(host: AppHost, channel: Channel): void {
  const rpc = serveRpc(channel, host.handleCall);
  const leave = host.subscribe((message) => rpc.publish(message.topic, message.data));
  channel.onClose(leave);
}
