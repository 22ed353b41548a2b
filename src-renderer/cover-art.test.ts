// Made-up covers: the same for the same id, sane for any.
import { expect, it } from 'vitest';
import { contours, coverArt, coverTitle } from './cover-art.ts';

const ids = ['xonotic', '0ad', '', 'ünïcode-🎮', ...Array.from({ length: 300 }, (_, index) => `game-${index}`)];

it('is the same for the same id', () => {
  expect(coverArt('xonotic')).toEqual(coverArt('xonotic'));
  expect(coverArt('xonotic')).not.toEqual(coverArt('openra'));
});

it('never makes a number that is none', () => {
  for (const id of ids) expect(JSON.stringify(coverArt(id)), id).not.toMatch(/NaN|Infinity|null/u);
});

it('keeps away from the hues that turn to mud', () => {
  for (const id of ids) {
    const hue = Number(/ (\d+)\)$/u.exec(coverArt(id).ink)?.[1]);
    expect(hue <= 48 || hue >= 145, `${id}: ${hue}`).toBe(true);
  }
});

it('draws as many lines as asked for', () => {
  expect(contours('lanspread', 16)).toHaveLength(16);
});

it.each([
  ['Tiny', 16, false],
  ['', 16, false],
  ['Supercalifragilisticexpialidocious', 7, true],
])('sets “%s” at %d', (title, size, breaks) => expect(coverTitle(title)).toEqual({ size, breaks }));

it('makes longer words smaller, so that none has to break that could fit', () => {
  expect(coverTitle('Armagetron Advanced').size).toBeLessThan(coverTitle('Red Eclipse').size);
  expect(coverTitle('WWWWWWW').size).toBeLessThan(coverTitle('iiiiiii').size);
  expect(coverTitle('Doomsday Engine')).toMatchObject({ breaks: false });
});

it('may break behind a hyphen', () => {
  expect(coverTitle('Counter-Strike').size).toBeGreaterThan(coverTitle('CounterStrike').size);
});
