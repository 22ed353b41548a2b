// The one next step of a game and the caret to the rest; on a card and in a line of the list.
import { ChevronDown } from 'lucide-react';
import { useApp, type GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { ActionIcon } from './ActionIcon.tsx';

export function GameButtons({ view, isCurrent }: { view: GameView; isCurrent: boolean }) {
  const app = useApp();
  const { primary, secondary } = view.actions;
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
        data-short={primary.short !== null || undefined}
        disabled={!primary.enabled}
        onClick={() => app.act(primary.kind, id)}
      >
        <ActionIcon kind={primary.kind} />
        <span className="button-text">{primary.label}</span>
        {primary.short !== null && <span className="button-short">{primary.short}</span>}
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
