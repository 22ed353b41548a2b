// Who has what, and how it spreads: when everyone is ready, what the marks mean, a search, and the matrix.
import { Input, SearchField } from 'react-aria-components';
import { formatDuration } from '../../format.ts';
import { secondsToReady, type RoomView } from '../../store/room-view.ts';
import { roomTexts } from '../../texts/room-texts.ts';
import { SpreadMatrix } from './SpreadMatrix.tsx';

interface Props {
  view: RoomView | null;
  search: string;
  onSearch: (search: string) => void;
  /** So many rows from the top are looked at. */
  onRows: (rows: number) => void;
}

export function SpreadTab({ view, search, onSearch, onRows }: Props) {
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
      {view !== null && view.report.games.length > 0 && <SpreadMatrix view={view} onRows={onRows} />}
      {view !== null && view.report.games.length === 0 && (
        <p className="spread-none">{search.trim() === '' ? roomTexts.noGames : roomTexts.noMatch}</p>
      )}
    </div>
  );
}

function readyText(view: RoomView): string {
  const spreading = view.report.spreading.length;
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
