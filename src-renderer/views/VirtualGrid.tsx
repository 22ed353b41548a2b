// A grid that draws only the cards on screen, with arrow keys across all of them.
import { useCallback, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { moveInGrid, scrollToRow, type GridShape, type GridWindow } from './grid-window.ts';
import { GRID_PAD, useGridFrame } from './use-grid-frame.ts';

export interface GridCell {
  id: string;
  column: number;
  /** The one that Tab leads to. */
  isCurrent: boolean;
  onFocus: (id: string) => void;
}

interface Props {
  ids: readonly string[];
  /** Names the choice that made the list: with another one it begins at its top. */
  listKey: string;
  shape: GridShape;
  label: string;
  /** Draws one cell, with `id` as its key. */
  renderCard: (cell: GridCell) => ReactNode;
  onKey: (id: string, event: KeyboardEvent) => void;
}

/** The current card: the one last focused, or the first. Focus follows the arrow keys once the card is drawn. */
function useCurrentCard(ids: readonly string[], ref: React.RefObject<HTMLDivElement | null>, grid: GridWindow) {
  const [currentId, setCurrentId] = useState<string | null>(null);
  const wantsFocus = useRef(false);
  const found = currentId === null ? -1 : ids.indexOf(currentId);
  const index = Math.max(0, found);
  // Before anything is painted: a key that comes while the focus is nowhere would be lost.
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const cell = ref.current?.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]');
    if (cell === null || cell === undefined) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
  });
  const moveTo = (next: number) => {
    const element = ref.current;
    if (element === null) return;
    wantsFocus.current = true;
    const row = Math.floor(next / grid.columns);
    element.scrollTop = scrollToRow(row, grid, element.scrollTop, element.clientHeight, GRID_PAD);
    setCurrentId(ids[next] ?? null);
  };
  return { index, id: ids[index] ?? null, setCurrentId, moveTo };
}

export function VirtualGrid({ ids, listKey, shape, label, renderCard, onKey }: Props) {
  const { ref, grid, ready } = useGridFrame(ids.length, shape);
  const current = useCurrentCard(ids, ref, grid);
  const { setCurrentId } = current;
  const shownList = useRef(listKey);
  useLayoutEffect(() => {
    if (shownList.current === listKey) return;
    shownList.current = listKey;
    ref.current?.scrollTo({ top: 0 });
    setCurrentId(null);
  }, [listKey, ref, setCurrentId]);

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.target instanceof HTMLElement && event.target.getAttribute('role') !== 'gridcell') return;
      const pageRows = Math.floor((ref.current?.clientHeight ?? 0) / grid.rowHeight);
      const next = moveInGrid(event.key, current.index, ids.length, grid.columns, pageRows);
      if (next !== null) {
        event.preventDefault();
        current.moveTo(next);
      } else if (current.id !== null) onKey(current.id, event);
    },
    [current, grid, ids, onKey, ref],
  );

  return (
    <div className="grid-scroll" ref={ref} data-testid="library-scroll">
      {/* Focus is on the cells; the grid only hears their keys. */}
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the cells carry the roving tabindex */}
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={grid.rows}
        aria-colcount={grid.columns}
        className="grid"
        data-shape={shape.kind}
        style={{ height: grid.totalHeight }}
        onKeyDown={onKeyDown}
      >
        {ready &&
          drawnRows(grid, current.index).map((row) => (
            <div
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- rows are placed freely, which table rows cannot be
              role="row"
              aria-rowindex={row + 1}
              key={row}
              className="grid-row"
              style={{
                transform: `translateY(${row * grid.rowHeight}px)`,
                gridTemplateColumns: `repeat(${grid.columns}, ${grid.cardWidth}px)`,
                gap: grid.gap,
                height: shape.kind === 'list' ? shape.rowHeight : undefined,
              }}
            >
              {ids
                .slice(row * grid.columns, (row + 1) * grid.columns)
                .map((id, column) =>
                  renderCard({ id, column, isCurrent: id === current.id, onFocus: current.setCurrentId }),
                )}
            </div>
          ))}
      </div>
    </div>
  );
}

/** The rows on screen, and the one of the current card: it may hold the focus, which must not get lost. */
function drawnRows(grid: GridWindow, currentIndex: number): number[] {
  const rows = Array.from({ length: grid.endRow - grid.firstRow }, (_, offset) => grid.firstRow + offset);
  const currentRow = Math.floor(currentIndex / grid.columns);
  if (currentRow >= grid.rows || rows.includes(currentRow)) return rows;
  return currentRow < grid.firstRow ? [currentRow, ...rows] : [...rows, currentRow];
}
