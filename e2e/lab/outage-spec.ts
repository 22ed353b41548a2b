// L3 and L4: a killed peer is gone soon, and a host whose cable was out is found again.
import assert from 'node:assert/strict';
import { meets, misses, pairsOf, startParty, stopAll, type Guest } from './party.ts';
import type { Spec } from './spec.ts';

const goneTargetMs = 10_000;

export const killSpec: Spec = {
  id: 'L3',
  run: async (context) => {
    const { guests } = await startParty(context, { hosts: 3 });
    const [victim, ...others] = guests as [Guest, ...Guest[]];
    await Promise.all(pairsOf(guests).map(async ([a, b]) => meets(a, b, 0, 0)));

    await context.check(`a killed peer is gone everywhere within ${goneTargetMs} ms`, async () => {
      const fromMs = performance.now();
      await victim.peer.kill();
      const times = await Promise.all(others.map(async (other) => misses(other, victim, 0, fromMs)));
      const slowestMs = Math.max(...times);
      assert.ok(slowestMs <= goneTargetMs, `the slowest took ${slowestMs.toFixed(0)} ms`);
      return `slowest ${slowestMs.toFixed(0)} ms`;
    });
    await context.check('the others still have each other, and end in good order', async () => {
      for (const { peer } of others) {
        const { count } = await peer.command<{ count: number }>('wait-peers', { count: 1, timeoutMs: 1000 });
        assert.equal(count, 1);
      }
      return stopAll(others);
    });
  },
};

export const cableSpec: Spec = {
  id: 'L4',
  run: async (context) => {
    const { lab, guests } = await startParty(context, { hosts: 3 });
    const [unplugged, ...others] = guests as [Guest, ...Guest[]];
    await Promise.all(pairsOf(guests).map(async ([a, b]) => meets(a, b, 0, 0)));
    const pairs = others.flatMap((other): [Guest, Guest][] => [[other, unplugged], [unplugged, other]]); // prettier-ignore

    await context.check('an unplugged host and the others miss each other', async () => {
      const fromMs = performance.now();
      await lab.setLink(0, 'down');
      const times = await Promise.all(pairs.map(async ([a, b]) => misses(a, b, 0, fromMs)));
      return `slowest ${Math.max(...times).toFixed(0)} ms`;
    });
    await context.check('plugged in again, they find each other again', async () => {
      const marks = new Map(guests.map((guest) => [guest, guest.peer.mark()]));
      const fromMs = performance.now();
      await lab.setLink(0, 'up');
      const times = await Promise.all(pairs.map(async ([a, b]) => meets(a, b, marks.get(a) ?? 0, fromMs)));
      return `slowest ${Math.max(...times).toFixed(0)} ms`;
    });
    await context.check('all end in good order', async () => stopAll(guests));
  },
};
