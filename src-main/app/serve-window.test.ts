import { expect, it } from 'vitest';
import type { AppHost, TopicMessage } from './app-host.ts';
import { serveWindow } from './serve-window.ts';

it('answers a window and tells it everything, until it closes', async () => {
  const listeners = new Set<(message: TopicMessage) => void>();
  const host: AppHost = {
    handleCall: async (name) => `answer to ${name}`,
    receivePeerEvent: () => {},
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    watch: () => () => {},
    openGame: () => {},
    stop: async () => {},
  };
  const posted: unknown[] = [];
  const asked = Promise.withResolvers<(message: unknown) => void>();
  const closed = Promise.withResolvers<() => void>();
  serveWindow(host, {
    post: (message) => posted.push(message),
    onMessage: asked.resolve,
    onClose: closed.resolve,
  });
  (await asked.promise)({ t: 'call', id: 7, name: 'x' });
  await expect.poll(() => posted).toEqual([{ t: 'ok', id: 7, value: 'answer to x' }]);
  const data = { kind: 'peer-count', count: 1 } as const;
  for (const listener of listeners) listener({ topic: 'peer-event', data });
  expect(posted.at(-1)).toEqual({ t: 'topic', topic: 'peer-event', data });
  (await closed.promise)();
  expect(listeners.size).toBe(0);
});
