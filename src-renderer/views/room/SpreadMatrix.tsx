// The matrix of games and PCs. Only the rows on screen are drawn, and asked for: a large room has many thousand marks.
import { memo, useEffect, type CSSProperties } from 'react';
import type { RoomColumn, SpreadCell, SpreadGame } from '../../../src-shared/room-report.ts';
import { formatBytes, formatDuration } from '../../format.ts';
import type { RoomView } from '../../store/room-view.ts';
import { roomTexts } from '../../texts/room-texts.ts';
import type { GridShape } from '../grid-window.ts';
import { useGridFrame } from '../use-grid-frame.ts';

/** Must equal the height that room.css gives a row. */
const shape: GridShape = { kind: 'list', rowHeight: 54, gap: 0 };

/** Up to so many PCs there is room for names that are not turned on their side. */
const roomyColumns = 10;

export function SpreadMatrix({ view, onRows }: { view: RoomView; onRows: (rows: number) => void }) {
  const { columns, games, moreGames } = view.report;
  const count = games.length + moreGames;
  const { ref, grid } = useGridFrame<HTMLElement>(count, shape);
  const { firstRow, endRow, rowHeight } = grid;
  useEffect(() => onRows(endRow), [onRows, endRow]);
  const drawn = games.slice(firstRow, endRow);
  return (
    // A keyboard has nothing else in here to scroll by.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="spread-scroll" ref={ref} tabIndex={0} aria-label={roomTexts.spreadLabel}>
      <table
        className="spread-table"
        aria-label={roomTexts.spreadLabel}
        aria-rowcount={count + 1}
        data-testid="spread-table"
        data-roomy={columns.length <= roomyColumns || undefined}
        style={{ '--columns': columns.length } as CSSProperties}
      >
        <Head columns={columns} />
        <tbody>
          <Gap rows={firstRow} rowHeight={rowHeight} />
          {drawn.map((game, index) => {
            const left = view.secondsLeft.get(game.gameId);
            const ready = left === undefined ? null : formatDuration(left);
            // The head is the first row.
            const place = firstRow + index + 2;
            return <GameRow key={game.gameId} game={game} columns={columns} ready={ready} place={place} />;
          })}
          <Gap rows={count - firstRow - drawn.length} rowHeight={rowHeight} />
        </tbody>
      </table>
    </section>
  );
}

function Head({ columns }: { columns: readonly RoomColumn[] }) {
  return (
    <>
      <colgroup>
        <col className="spread-col-game" />
        <col className="spread-col" span={columns.length} />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col" className="spread-corner">
            {roomTexts.game}
          </th>
          {columns.map(({ peerId, name, isSelf }) => (
            <th key={peerId} scope="col" title={name} data-self={isSelf || undefined}>
              <span>{isSelf ? `${name} (${roomTexts.you})` : name}</span>
            </th>
          ))}
          {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- it heads nothing */}
          <td className="spread-rest" />
        </tr>
      </thead>
    </>
  );
}

/** Stands for rows that are out of sight. */
function Gap({ rows, rowHeight }: { rows: number; rowHeight: number }) {
  return rows > 0 && <tr className="spread-gap" aria-hidden="true" style={{ height: rows * rowHeight }} />;
}

interface RowProps {
  game: SpreadGame;
  columns: readonly RoomColumn[];
  /** How long until all who fetch it have it. */
  ready: string | null;
  /** Of the row among all, from 1. */
  place: number;
}

const contentOf = ({ game, columns, ready, place }: RowProps) => JSON.stringify([game, columns, ready, place]);

/** A report a second makes all rows anew; only those that changed are drawn. */
const GameRow = memo(
  function GameRow({ game, columns, ready, place }: RowProps) {
    const cells = new Map(game.cells.map((cell) => [cell.column, cell]));
    const whole = game.cells.filter(({ state }) => state === 'serving' || state === 'busy').length;
    return (
      <tr aria-rowindex={place} data-testid="spread-row" data-game={game.gameId}>
        <th scope="row">
          <span className="spread-title" title={game.title}>
            {game.title}
          </span>
          <span className="spread-facts">
            {formatBytes(game.bytes)} · {roomTexts.have(whole, columns.length)}
            {ready !== null && <em> · {roomTexts.gameReady(ready)}</em>}
          </span>
        </th>
        {columns.map(({ peerId, name }, column) => (
          <Cell key={peerId} name={name} cell={cells.get(column)} />
        ))}
      </tr>
    );
  },
  (a, b) => contentOf(a) === contentOf(b),
);

/** Mark and share are painted by the cell itself, and its text is there to be heard: elements count, forty times a row. */
function Cell({ name, cell }: { name: string; cell: SpreadCell | undefined }) {
  const state = cell?.state ?? 'none';
  const percent = cell?.percent ?? 0;
  const text = roomTexts.cell[state](name, percent);
  const held = state === 'partial' ? ({ '--held': percent } as CSSProperties) : undefined;
  return (
    <td className="spread-cell" title={text} data-state={state} style={held}>
      {text}
    </td>
  );
}
