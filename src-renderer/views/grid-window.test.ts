// The arithmetic of the grid.
import { describe, expect, it } from 'vitest';
import { gridWindow, moveInGrid, scrollToRow, type GridMeasures } from './grid-window.ts';

const shape = { kind: 'cards', minCardWidth: 190, gap: 10, coverHeight: 1, bodyHeight: 100 } as const;

const measures: GridMeasures = {
  shape,
  count: 100,
  width: 1000,
  viewHeight: 700,
  scrollTop: 0,
};

describe('gridWindow', () => {
  it('shares the width out', () => {
    expect(gridWindow(measures)).toMatchObject({ columns: 5, cardWidth: 192, rowHeight: 302, rows: 20 });
  });

  it.each([
    [0, 0, 4],
    [302 * 10, 9, 14],
    [302 * 20, 19, 20],
    [999_999, 20, 20],
  ])('at %d draws rows %d to %d', (scrollTop, firstRow, endRow) => {
    expect(gridWindow({ ...measures, scrollTop })).toMatchObject({ firstRow, endRow });
  });

  it.each([
    [0, 0, 0],
    [1, 1, 292],
    [5, 1, 292],
    [6, 2, 594],
  ])('%d cards make %d rows, %d px high', (count, rows, totalHeight) => {
    expect(gridWindow({ ...measures, count })).toMatchObject({ rows, totalHeight });
  });

  it.each([
    [4 / 3, 366],
    [9 / 16, 218],
  ])('a cover %d as high as wide makes rows of %d px', (coverHeight, rowHeight) => {
    expect(gridWindow({ ...measures, shape: { ...shape, coverHeight } })).toMatchObject({ columns: 5, rowHeight });
  });

  it('a list has one column of rows that are all as high', () => {
    const list = { kind: 'list', rowHeight: 56, gap: 4 } as const;
    expect(gridWindow({ ...measures, shape: list, scrollTop: 600 })).toMatchObject({
      columns: 1,
      cardWidth: 1000,
      rowHeight: 60,
      rows: 100,
      firstRow: 9,
      endRow: 23,
      totalHeight: 5996,
    });
  });

  it('keeps one column in a narrow window', () => {
    expect(gridWindow({ ...measures, width: 120 })).toMatchObject({ columns: 1, cardWidth: 120 });
  });
});

describe('moveInGrid', () => {
  // 12 cards in 5 columns: the last row has two.
  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 11, null],
    ['ArrowLeft', 0, null],
    ['ArrowLeft', 5, 4],
    ['ArrowDown', 0, 5],
    ['ArrowDown', 8, 11],
    ['ArrowDown', 11, null],
    ['ArrowUp', 3, null],
    ['ArrowUp', 8, 3],
    ['Home', 7, 0],
    ['End', 7, 11],
    ['PageDown', 1, 11],
    ['PageUp', 11, 1],
    ['PageUp', 2, null],
    ['x', 3, null],
  ])('%s from %d', (key, from, to) => {
    expect(moveInGrid(key, from, 12, 5, 2)).toBe(to);
  });

  it('goes nowhere in an empty grid', () => {
    expect(moveInGrid('End', 0, 0, 5, 2)).toBeNull();
  });
});

it('scrolls only when the row is not whole on screen', () => {
  const grid = gridWindow(measures);
  expect(scrollToRow(1, grid, 200, 700, 10)).toBe(200);
  expect(scrollToRow(0, grid, 200, 700, 10)).toBe(0);
  expect(scrollToRow(5, grid, 0, 700, 10)).toBe(302 * 6 + 10 - 700);
});
