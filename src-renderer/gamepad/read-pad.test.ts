// Buttons, stick and repeats.
import { describe, expect, it } from 'vitest';
import { padAtRest, readPad, type PadAction, type PadReading } from './read-pad.ts';

const pad = (pressed: number[], axes: number[] = [0, 0]): PadReading => ({
  buttons: Array.from({ length: 17 }, (_, index) => ({ pressed: pressed.includes(index) })),
  axes,
});

/** Holds `reading` and looks at each of these times; answers when it acted. */
function hold(reading: PadReading, timesMs: number[]): [number, PadAction][] {
  let state = padAtRest;
  return timesMs.flatMap((nowMs) => {
    const read = readPad(state, reading, nowMs);
    state = read.state;
    return read.actions.map((action): [number, PadAction] => [nowMs, action]);
  });
}

describe('readPad', () => {
  it.each([
    [0, 'primary'],
    [1, 'back'],
    [2, 'details'],
    [3, 'play'],
    [4, 'previous'],
    [5, 'next'],
    [9, 'menu'],
    [12, 'up'],
    [13, 'down'],
    [14, 'left'],
    [15, 'right'],
  ] as const)('button %d: %s', (button, action) => {
    expect(readPad(padAtRest, pad([button]), 0).actions).toEqual([action]);
  });

  it.each([
    [[0.2, -0.3], []],
    [[0.9, 0.1], ['right']],
    [[-0.7, 0.6], ['left']],
    [[0.6, 0.8], ['down']],
    [[0, -1], ['up']],
  ])('stick at %j: %j', (axes, actions) => {
    expect(readPad(padAtRest, pad([], axes), 0).actions).toEqual(actions);
  });

  it('D-pad and stick together move once', () => {
    expect(readPad(padAtRest, pad([15], [1, 0]), 0).actions).toEqual(['right']);
  });

  it('a held direction acts at once, after a moment, then steadily', () => {
    const times = Array.from({ length: 41 }, (_, frame) => frame * 16);
    expect(hold(pad([13]), times).map(([nowMs]) => nowMs)).toEqual([0, 400, 512, 624]);
  });

  it('a held button acts once, and again after it was let go', () => {
    expect(hold(pad([0]), [0, 16, 1000, 5000])).toEqual([[0, 'primary']]);
    const released = readPad(readPad(padAtRest, pad([0]), 0).state, pad([]), 16);
    expect(readPad(released.state, pad([0]), 32).actions).toEqual(['primary']);
  });
});
