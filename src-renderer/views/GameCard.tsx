// One game in the grid: cover, state, and the one next step.
import { memo, type MouseEvent } from 'react';
import { useApp, useGame, type GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { Bar } from './Bar.tsx';
import { GameButtons } from './GameButtons.tsx';
import { PeersChip, StateChips } from './GameChips.tsx';
import { GameCover } from './GameCover.tsx';
import {
  bytesDone,
  cellName,
  chipOf,
  isStill,
  keptDownload,
  onOneLine,
  percentText,
  shareDone,
  statusLineOf,
} from './game-status.ts';
import { HelpButton } from './HelpButton.tsx';
import type { GridCell } from './VirtualGrid.tsx';

export const GameCard = memo(function GameCard({ id, column, isCurrent, onFocus }: GridCell) {
  const app = useApp();
  const view = useGame(id);
  if (view === null) return null;
  const { row } = view;
  const chip = chipOf(view);
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
      aria-colindex={column + 1}
      aria-label={cellName(view)}
      aria-describedby="card-hint"
      tabIndex={isCurrent ? 0 : -1}
      className="card"
      data-game-id={id}
      data-testid="game-card"
      data-tone={chip?.tone}
      onClick={open}
      onFocus={() => onFocus(id)}
    >
      <div className="card-cover">
        <GameCover game={row} />
        <div className="card-chips">
          <StateChips view={view} />
          <PeersChip count={row.peerCount} />
        </div>
        {(view.operation !== null || keptDownload(view) !== null) && <CoverProgress view={view} />}
      </div>
      <div className="card-body">
        <h2 className="card-title" title={row.title}>
          {row.title}
        </h2>
        <div className="status-row">
          <p
            className="card-status"
            data-tone={status.tone}
            data-wraps={status.wraps || undefined}
            data-testid="status-line"
            title={onOneLine(status)}
          >
            {status.text}
          </p>
          <HelpButton view={view} isCurrent={isCurrent} />
        </div>
        <GameButtons view={view} isCurrent={isCurrent} />
      </div>
    </div>
  );
});

function CoverProgress({ view }: { view: GameView }) {
  const share = shareDone(view);
  return (
    <div className="cover-progress" data-testid="card-progress">
      <span className="cover-percent">{percentText(share)}</span>
      <span className="cover-bytes">{bytesDone(view)}</span>
      <Bar label={strings.progress.label(view.row.title)} share={share} isStill={isStill(view)} />
    </div>
  );
}
