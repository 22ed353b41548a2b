import { expect, it } from 'vitest';
import { createPeerClocks } from './peer-clocks.ts';

function openClocks() {
  const time = { wallMs: 1_000_000, nowMs: 50 };
  const clocks = createPeerClocks({ wallMs: () => time.wallMs, nowMs: () => time.nowMs });
  const pass = (ms: number) => {
    time.wallMs += ms;
    time.nowMs += ms;
  };
  return { clocks, pass, setWall: (ms: number) => void (time.wallMs = ms) };
}

it('keeps a difference while time goes by', () => {
  const { clocks, pass } = openClocks();
  clocks.note('a', 1_600_000);
  pass(30_000);
  clocks.note('b', 1_030_000);
  expect(clocks.offsets(['a', 'b'])).toEqual([600_000, 0]);
});

it('sees at once that the clock here has been set, and by the next word that theirs has', () => {
  const { clocks, setWall } = openClocks();
  clocks.note('a', 1_600_000);
  setWall(1_600_000);
  expect(clocks.offsets(['a'])).toEqual([0]);
  clocks.note('a', 1_700_000);
  expect(clocks.offsets(['a'])).toEqual([100_000]);
});

it('leaves out who does not tell, and who is not asked about', () => {
  const { clocks } = openClocks();
  clocks.note('a', undefined);
  clocks.note('b', 1_000_000);
  expect(clocks.offsets(['a', 'c'])).toEqual([]);
});
