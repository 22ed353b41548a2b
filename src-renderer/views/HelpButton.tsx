// Beside the line of a failed game: leads to the whole sentence, what to do, and the details to copy.
import { CircleQuestionMark } from 'lucide-react';
import { useApp, type GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { errorTexts } from '../texts/error-texts.ts';
import { statusLineOf } from './game-status.ts';

export function HelpButton({ view, isCurrent }: { view: GameView; isCurrent: boolean }) {
  const app = useApp();
  const { tone, hint } = statusLineOf(view);
  if (tone !== 'bad') return null;
  const { id, title } = view.row;
  const verb = hint === undefined ? strings.actions.details : errorTexts.whatToDo;
  return (
    <button
      type="button"
      className="help-button"
      data-testid="what-to-do"
      tabIndex={isCurrent ? 0 : -1}
      aria-label={`${verb}: ${title}`}
      title={verb}
      onClick={() => app.ui.getState().showGame(id)}
    >
      <CircleQuestionMark size={16} aria-hidden="true" />
    </button>
  );
}
