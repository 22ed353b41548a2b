// One game in the list: the card's facts on one line.
import { memo, type MouseEvent } from 'react';
import { formatDay } from '../format.ts';
import { useApp, useAppState, useGame } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { genreText } from '../texts/genres.ts';
import { libraryTexts } from '../texts/library-texts.ts';
import { Bar } from './Bar.tsx';
import { PeersChip, StateChips } from './GameChips.tsx';
import { GameButtons } from './GameButtons.tsx';
import { GameCover } from './GameCover.tsx';
import { cellName, isStill, keptDownload, onOneLine, shareDone, sizeText, statusLineOf } from './game-status.ts';
import { HelpButton } from './HelpButton.tsx';
import type { GridCell } from './VirtualGrid.tsx';

export const GameLine = memo(function GameLine({ id, isCurrent, onFocus }: GridCell) {
  const app = useApp();
  const view = useGame(id);
  const playedMs = useAppState((state) => state.lastPlayed.get(id) ?? null);
  if (view === null) return null;
  const { row } = view;
  const status = statusLineOf(view);
  const open = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest('button') === null) app.ui.getState().showGame(id);
  };
  return (
    // Enter and Space are heard by the grid; the click is the mouse's way to the same sheet.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- rows are placed freely, which table cells cannot be
      role="gridcell"
      aria-colindex={1}
      aria-label={cellName(view)}
      aria-describedby="card-hint"
      tabIndex={isCurrent ? 0 : -1}
      className="line"
      data-game-id={id}
      data-testid="game-card"
      onClick={open}
      onFocus={() => onFocus(id)}
    >
      <div className="line-cover">
        <GameCover game={row} showTitle={false} />
      </div>
      <div className="line-title">
        <h2 className="card-title" title={row.title}>
          {row.title}
        </h2>
        <div className="status-row">
          <p className="card-status" data-tone={status.tone} data-testid="status-line" title={onOneLine(status)}>
            {status.wraps ? onOneLine(status) : genreText(row.genre ?? '')}
          </p>
          <HelpButton view={view} isCurrent={isCurrent} />
        </div>
        {(view.operation !== null || keptDownload(view) !== null) && (
          <Bar label={strings.progress.label(row.title)} share={shareDone(view)} isStill={isStill(view)} />
        )}
      </div>
      <div className="line-chips">
        <StateChips view={view} />
        <PeersChip count={row.peerCount} />
      </div>
      <span className="line-size">{sizeText(row)}</span>
      <span className="line-played" title={libraryTexts.lastPlayed}>
        {playedMs === null ? '' : formatDay(playedMs)}
      </span>
      <GameButtons view={view} isCurrent={isCurrent} />
    </div>
  );
});
