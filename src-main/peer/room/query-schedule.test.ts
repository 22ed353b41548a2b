import { describe, expect, it } from 'vitest';
import { decideQuery } from './query-schedule.ts';

describe('decideQuery', () => {
  const cases: [string, { step: number; heardAgoMs: number | null; random: number }, ReturnType<typeof decideQuery>][] = [
    ['first at once, whoever asked', { step: 0, heardAgoMs: 0, random: 0 }, { ask: true, step: 1, nextInMs: 1000 }],
    ['second after a second', { step: 1, heardAgoMs: 1000, random: 0 }, { ask: true, step: 2, nextInMs: 2000 }],
    ['second suppressed', { step: 1, heardAgoMs: 499, random: 0 }, { ask: false, step: 2, nextInMs: 2000 }],
    ['third', { step: 2, heardAgoMs: 1000, random: 0 }, { ask: true, step: 3, nextInMs: 4000 }],
    ['third suppressed', { step: 2, heardAgoMs: 999, random: 0 }, { ask: false, step: 3, nextInMs: 4000 }],
    ['fourth, then every 15 s − 25 %', { step: 3, heardAgoMs: 4000, random: 0 }, { ask: true, step: 4, nextInMs: 11_250 }],
    ['later, nobody else', { step: 4, heardAgoMs: 11_250, random: 0.5 }, { ask: true, step: 5, nextInMs: 15_000 }],
    ['later, never heard', { step: 9, heardAgoMs: null, random: 1 }, { ask: true, step: 10, nextInMs: 18_750 }],
    ['later, just asked', { step: 9, heardAgoMs: 0, random: 0.5 }, { ask: false, step: 9, nextInMs: 15_000 }],
    ['later, counted from the asking', { step: 9, heardAgoMs: 5000, random: 0.5 }, { ask: false, step: 9, nextInMs: 10_000 }],
  ]; // prettier-ignore
  it.each(cases)('%s', (_name, { step, heardAgoMs, random }, expected) => {
    const nowMs = 1e6;
    const lastHeardMs = heardAgoMs === null ? null : nowMs - heardAgoMs;
    expect(decideQuery({ step, nowMs, lastHeardMs, random })).toEqual(expected);
  });

  it('lets one PC ask for a room of 64', () => {
    expect(simulateRoom(64, 600_000)).toBeLessThan(600_000 / 11_250 + 10);
  });

  it('never leaves a room unasked for long', () => {
    for (const hosts of [1, 2, 8]) expect(simulateRoom(hosts, 600_000)).toBeGreaterThan(600_000 / 18_750);
  });
});

/** Questions on one link within `untilMs`, when everybody hears everybody; fixed pseudo-random sequence. */
function simulateRoom(hosts: number, untilMs: number): number {
  let seed = 12_345;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const due = Array.from({ length: hosts }, () => ({ atMs: random() * 1000, step: 0 }));
  let lastHeardMs: number | null = null;
  let asked = 0;
  for (;;) {
    const turn = due.reduce((first, each) => (each.atMs < first.atMs ? each : first));
    if (turn.atMs > untilMs) return asked - hosts;
    const decision = decideQuery({ step: turn.step, nowMs: turn.atMs, lastHeardMs, random: random() });
    if (decision.ask) {
      asked += 1;
      lastHeardMs = turn.atMs;
    }
    turn.step = decision.step;
    turn.atMs += decision.nextInMs;
  }
}
