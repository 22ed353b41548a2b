// Which cards of a large grid are on screen, and where. Pure, in pixels.

export type GridShape =
  | {
      kind: 'cards';
      /** A card is at least this wide; the rest of a row is shared out. */
      minCardWidth: number;
      gap: number;
      /** Of the cover, as a share of its width. */
      coverHeight: number;
      /** Height of a card below its cover. */
      bodyHeight: number;
    }
  | { kind: 'list'; rowHeight: number; gap: number };

export interface GridMeasures {
  shape: GridShape;
  count: number;
  /** Inner width of the scrolling area, without its padding. */
  width: number;
  viewHeight: number;
  scrollTop: number;
}

export interface GridWindow {
  columns: number;
  cardWidth: number;
  /** With the gap below. */
  rowHeight: number;
  gap: number;
  rows: number;
  /** First row to draw, and the one after the last. */
  firstRow: number;
  endRow: number;
  totalHeight: number;
}

/** Rows drawn beyond each edge, so that fast scrolling meets no blank. */
const OVERSCAN_ROWS = 1;

export function gridWindow(measures: GridMeasures): GridWindow {
  const { count, viewHeight, scrollTop, shape } = measures;
  const { columns, cardWidth, rowHeight } = layOut(shape, measures.width);
  const { gap } = shape;
  const rows = Math.ceil(count / columns);
  const firstVisible = Math.floor(scrollTop / rowHeight);
  const endVisible = Math.ceil((scrollTop + viewHeight) / rowHeight);
  return {
    columns,
    cardWidth,
    rowHeight,
    gap,
    rows,
    firstRow: clamp(firstVisible - OVERSCAN_ROWS, 0, rows),
    endRow: clamp(endVisible + OVERSCAN_ROWS, 0, rows),
    totalHeight: Math.max(0, rows * rowHeight - gap),
  };
}

function layOut(shape: GridShape, width: number): Pick<GridWindow, 'columns' | 'cardWidth' | 'rowHeight'> {
  if (shape.kind === 'list')
    return { columns: 1, cardWidth: Math.max(0, width), rowHeight: shape.rowHeight + shape.gap };
  const { minCardWidth, gap, coverHeight, bodyHeight } = shape;
  const columns = Math.max(1, Math.floor((width + gap) / (minCardWidth + gap)));
  const cardWidth = Math.max(0, (width - gap * (columns - 1)) / columns);
  return { columns, cardWidth, rowHeight: Math.round(cardWidth * coverHeight + bodyHeight) + gap };
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The card that a key leads to from `index`; null when the key moves nothing. */
export function moveInGrid(
  key: string,
  index: number,
  count: number,
  columns: number,
  pageRows: number,
): number | null {
  const to = targetOf(key, index, count, columns, Math.max(1, pageRows));
  if (to === null || count === 0) return null;
  const inside = clamp(to, 0, count - 1);
  return inside === index ? null : inside;
}

function targetOf(key: string, index: number, count: number, columns: number, pageRows: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return index - 1;
    case 'ArrowRight':
      return index + 1;
    case 'ArrowUp':
      return index < columns ? index : index - columns;
    case 'ArrowDown':
      return index + columns;
    case 'PageUp':
      return index - columns * Math.min(pageRows, Math.floor(index / columns));
    case 'PageDown':
      return index + columns * pageRows;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** Scroll position that shows the row whole: unchanged when it already is. */
export function scrollToRow(row: number, grid: GridWindow, scrollTop: number, viewHeight: number, pad: number): number {
  const top = row * grid.rowHeight;
  const bottom = top + grid.rowHeight;
  if (top - pad < scrollTop) return Math.max(0, top - pad);
  if (bottom + pad > scrollTop + viewHeight) return bottom + pad - viewHeight;
  return scrollTop;
}
