import { expect, it } from 'vitest';
import { systemClock } from '../edge/clock.ts';
import { collapse, startMonitor } from './monitor.ts';

it('turns a burst during one run into exactly one more', async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const run = collapse(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  for (let i = 0; i < 5; i++) run();
  expect(gates).toHaveLength(1);
  gates[0]?.resolve();
  await Promise.resolve().then(() => Promise.resolve());
  expect(gates).toHaveLength(2);
  gates[1]?.resolve();
  await Promise.resolve().then(() => Promise.resolve());
  run();
  expect(gates).toHaveLength(3);
});

it('drops events of a game with a running operation', async () => {
  const scanned: string[] = [];
  let onGameDirty: (gameId: string) => void = () => {};
  const stop = startMonitor({
    watch: (callbacks) => {
      onGameDirty = callbacks.onGameDirty;
      return async () => {};
    },
    isBusy: (gameId) => gameId === 'busy',
    rescanGame: async (gameId) => void scanned.push(gameId),
    rescanAll: async () => {},
    clock: systemClock,
    log: () => {},
  });
  onGameDirty('busy');
  onGameDirty('idle');
  await stop();
  expect(scanned).toEqual(['idle']);
});
