import { describe, expect, it } from 'vitest';
import { Silence } from './silence.ts';

describe('Silence', () => {
  it('asks first, then gives up', () => {
    const silence = new Silence();
    const steps = Array.from({ length: 5 }, () => silence.tick());
    expect(steps).toEqual(['nothing', 'ping', 'ping', 'ping', 'dead']);
  });

  it('starts anew with every sign of life', () => {
    const silence = new Silence();
    for (let round = 0; round < 20; round++) {
      for (let tick = 0; tick < 4; tick++) expect(silence.tick()).not.toBe('dead');
      silence.heard();
    }
  });
});
