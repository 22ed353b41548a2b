import { describe, expect, it } from 'vitest';
import type { FoundPeer } from './discovery.ts';
import { createSightings } from './mdns-sightings.ts';

function at(host: string, port = 1000, peerId = 'a', protocolVersion = 1): FoundPeer {
  return { peerId, address: { host, port }, protocolVersion };
}

describe('sightings', () => {
  const cases: [string, [FoundPeer, rank: number, ms: number, told: boolean][]][] = [
    ['the same once a second', [[at('10.0.0.1'), 0, 0, true], [at('10.0.0.1'), 0, 999, false], [at('10.0.0.1'), 0, 1000, true]]],
    ['a changed port at once', [[at('10.0.0.1'), 0, 0, true], [at('10.0.0.1', 2000), 0, 1, true]]],
    ['a changed address at once', [[at('10.0.0.1'), 0, 0, true], [at('10.0.0.2'), 0, 1, true]]],
    ['a changed version at once', [[at('10.0.0.1'), 0, 0, true], [at('10.0.0.1', 1000, 'a', 2), 0, 1, true]]],
    ['another peer at once', [[at('10.0.0.1'), 0, 0, true], [at('10.0.0.1', 1000, 'b'), 0, 1, true]]],
    ['the better card wins', [[at('172.17.0.1'), 2, 0, true], [at('10.0.0.1'), 0, 1, true], [at('172.17.0.1'), 2, 5000, false]]],
    ['the worse card when the better one fell silent', [[at('10.0.0.1'), 0, 0, true], [at('172.17.0.1'), 2, 45_000, false], [at('172.17.0.1'), 2, 45_001, true]]],
  ]; // prettier-ignore
  it.each(cases)('%s', (_name, steps) => {
    const sightings = createSightings();
    expect(steps.map(([found, rank, ms]) => sightings.see(found, rank, ms))).toEqual(steps.map((step) => step[3]));
  });

  it('forgets once, and tells again afterwards', () => {
    const sightings = createSightings();
    sightings.see(at('10.0.0.1'), 0, 0);
    expect([sightings.forget('a'), sightings.forget('a')]).toEqual([true, false]);
    expect(sightings.see(at('10.0.0.1'), 0, 1)).toBe(true);
  });

  it('keeps no more than 1024 peers, the latest', () => {
    const sightings = createSightings();
    for (let n = 0; n < 1025; n++) sightings.see(at('10.0.0.1', 1000, String(n)), 0, n);
    expect([sightings.forget('0'), sightings.forget('1'), sightings.forget('1024')]).toEqual([false, true, true]);
  });
});
