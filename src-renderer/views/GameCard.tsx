// One game in the grid: cover, state, and the one next step.
import { ChevronDown, Monitor } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import { useApp, useGame, type GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { ActionIcon } from './ActionIcon.tsx';
import { Bar } from './Bar.tsx';
import { GameCover } from './GameCover.tsx';
import { bytesDone, chipOf, isStill, keptDownload, percentText, shareDone, statusLineOf } from './game-status.ts';
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
      aria-label={[row.title, chip?.text, status.text].filter(Boolean).join(', ')}
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
          {chip !== null && (
            <span className="chip" data-tone={chip.tone} data-testid="state-chip">
              {chip.text}
            </span>
          )}
          {row.peerCount > 0 && (
            <span className="chip chip-peers" data-testid="peers-chip" title={strings.card.peers(row.peerCount)}>
              <Monitor size={12} aria-hidden="true" />
              <span aria-hidden="true">{row.peerCount}</span>
              <span className="sr-only">{strings.card.peers(row.peerCount)}</span>
            </span>
          )}
        </div>
        {(view.operation !== null || keptDownload(view) !== null) && <CoverProgress view={view} />}
      </div>
      <div className="card-body">
        <h2 className="card-title" title={row.title}>
          {row.title}
        </h2>
        <p
          className="card-status"
          data-tone={status.tone}
          data-wraps={status.wraps || undefined}
          data-testid="status-line"
          title={view.failure?.hint === undefined ? status.text : `${status.text} ${view.failure.hint}`}
        >
          {status.text}
        </p>
        <CardActions view={view} isCurrent={isCurrent} />
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

function CardActions({ view, isCurrent }: { view: GameView; isCurrent: boolean }) {
  const app = useApp();
  const { primary } = view.actions;
  // There is no room for a caret beside “Download (980 MB)”; the sheet offers that choice.
  const secondary = view.actions.secondary.filter(({ kind }) => kind !== 'download-only' && kind !== 'stream-install');
  const { id, title } = view.row;
  const tabIndex = isCurrent ? 0 : -1;
  return (
    <div className="card-actions">
      <button
        type="button"
        className="button"
        data-kind={primary.kind}
        data-testid="primary-action"
        tabIndex={tabIndex}
        aria-label={primary.name}
        title={primary.reason ?? undefined}
        disabled={!primary.enabled}
        onClick={() => app.act(primary.kind, id)}
      >
        <ActionIcon kind={primary.kind} />
        <span className="button-text">{primary.label}</span>
      </button>
      {secondary.length > 0 && (
        <button
          type="button"
          className="button button-caret"
          data-kind={primary.kind}
          data-testid="more-actions"
          tabIndex={tabIndex}
          aria-label={strings.actions.more(title)}
          aria-haspopup="menu"
          onClick={(event) => app.ui.getState().showMenu({ gameId: id, anchor: event.currentTarget })}
        >
          <ChevronDown size={16} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
