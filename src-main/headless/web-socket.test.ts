// A window's socket, without a network.
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { heartbeatMs, isHeartbeat } from '../../src-shared/heartbeat.ts';
import { webSocketChannel } from './web-socket.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function openFake() {
  const sent: unknown[] = [];
  const send = (text: string) => void sent.push(JSON.parse(text));
  const socket = Object.assign(new EventEmitter(), { OPEN: 1, readyState: 1, bufferedAmount: 0, send });
  webSocketChannel(socket as unknown as WebSocket, () => undefined);
  return { socket, sent };
}

it('tells a window again and again that it still answers, until the window is gone', () => {
  const { socket, sent } = openFake();
  vi.advanceTimersByTime(3 * heartbeatMs);
  expect(sent.map(isHeartbeat)).toEqual([true, true, true]);
  socket.emit('close');
  expect(vi.getTimerCount()).toBe(0);
});
