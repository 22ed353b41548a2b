// The matrix of games and PCs: who has what, and how it spreads.
import { memo } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import type { RoomColumn, SpreadCell, SpreadGame } from '../../../src-shared/room-report.ts';
import { formatBytes, formatDuration } from '../../format.ts';
import { isSpreading, secondsToReady, type RoomView } from '../../store/room-view.ts';
import { roomTexts } from '../../texts/room-texts.ts';

interface Props {
  view: RoomView | null;
  search: string;
  onSearch: (search: string) => void;
  onMore: () => void;
}

export function SpreadTab({ view, search, onSearch, onMore }: Props) {
  return (
    <div className="spread">
      <div className="spread-head">
        <p className="spread-ready" data-testid="spread-ready">
          {view === null ? '' : readyText(view)}
        </p>
        <Legend />
        <SearchField className="spread-search" aria-label={roomTexts.searchLabel} value={search} onChange={onSearch}>
          <Input className="input" placeholder={roomTexts.searchPlaceholder} data-testid="spread-search" />
        </SearchField>
      </div>
      {view !== null && <Matrix view={view} />}
      {view !== null && view.report.games.length === 0 && (
        <p className="spread-none">{search.trim() === '' ? roomTexts.noGames : roomTexts.noMatch}</p>
      )}
      {view !== null && view.report.moreGames > 0 && (
        <Button className="button button-quiet spread-more" onPress={onMore}>
          {roomTexts.more(view.report.moreGames)}
        </Button>
      )}
    </div>
  );
}

function readyText(view: RoomView): string {
  const spreading = view.report.games.filter(isSpreading).length;
  if (spreading === 0) return roomTexts.nothingSpreads;
  const left = secondsToReady(view);
  return left === null ? roomTexts.spreadingUnknown(spreading) : roomTexts.ready(formatDuration(left));
}

const legend = ['serving', 'partial', 'busy', 'other-version'] as const;

function Legend() {
  return (
    <ul className="spread-legend" aria-hidden="true">
      {legend.map((state) => (
        <li key={state}>
          <span className="spread-mark" data-state={state} />
          {roomTexts.legend[state]}
        </li>
      ))}
    </ul>
  );
}

function Matrix({ view: { report, secondsLeft } }: { view: RoomView }) {
  const { columns, games } = report;
  if (games.length === 0) return null;
  return (
    <div className="spread-scroll">
      <table className="spread-table" aria-label={roomTexts.spreadLabel} data-testid="spread-table">
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
          </tr>
        </thead>
        <tbody>
          {games.map((game) => {
            const left = secondsLeft.get(game.gameId);
            const text = left === undefined ? null : formatDuration(left);
            return <GameRow key={game.gameId} game={game} columns={columns} ready={text} />;
          })}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  game: SpreadGame;
  columns: readonly RoomColumn[];
  /** How long until all who fetch it have it. */
  ready: string | null;
}

/** A report a second makes all rows anew; only those that changed are drawn. */
const GameRow = memo(
  function GameRow({ game, columns, ready }: RowProps) {
    const cells = new Map(game.cells.map((cell) => [cell.column, cell]));
    const whole = game.cells.filter(({ state }) => state === 'serving' || state === 'busy').length;
    return (
      <tr data-testid="spread-row" data-game={game.gameId}>
        <th scope="row">
          <span className="spread-title">{game.title}</span>
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
  (a, b) => a.ready === b.ready && JSON.stringify([a.game, a.columns]) === JSON.stringify([b.game, b.columns]),
);

function Cell({ name, cell }: { name: string; cell: SpreadCell | undefined }) {
  const state = cell?.state ?? 'none';
  const text = roomTexts.cell[state](name, cell?.percent ?? 0);
  return (
    <td title={text}>
      <span className="sr-only">{text}</span>
      <span className="spread-mark" data-state={state} aria-hidden="true">
        {cell?.state === 'partial' && (
          <>
            <span className="spread-fill" style={{ transform: `scaleY(${cell.percent / 100})` }} />
            <span className="spread-percent">{cell.percent}</span>
          </>
        )}
      </span>
    </td>
  );
}
