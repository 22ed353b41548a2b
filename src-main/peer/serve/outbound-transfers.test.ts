import { expect, it } from 'vitest';
import { createOutboundTransfers } from './outbound-transfers.ts';

it('lets a writer wait until nobody reads the game, and no longer', async () => {
  const outbound = createOutboundTransfers();
  const [one, two, other] = [outbound.begin('quux'), outbound.begin('quux'), outbound.begin('zork')];
  expect(outbound.counts()).toEqual({ quux: 2, zork: 1 });
  let drained = false;
  const draining = outbound.drain('quux').then(() => (drained = true));
  expect([one.signal.aborted, two.signal.aborted, other.signal.aborted]).toEqual([true, true, false]);
  one.end();
  await Promise.resolve();
  expect(drained).toBe(false);
  two.end();
  await draining;
  expect(outbound.counts()).toEqual({ zork: 1 });
});

it('has nothing to wait for when nobody reads', async () => {
  await createOutboundTransfers().drain('quux');
});
