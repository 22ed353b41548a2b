// The small signs of a game: its state, whether it can be shared, and who has it.
import { Monitor } from 'lucide-react';
import type { GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { libraryTexts } from '../texts/library-texts.ts';
import { chipOf, isUnshareable } from './game-status.ts';

export function StateChips({ view }: { view: GameView }) {
  const chip = chipOf(view);
  return (
    <>
      {chip !== null && (
        <span className="chip" data-tone={chip.tone} data-testid="state-chip">
          {chip.text}
        </span>
      )}
      {isUnshareable(view) && (
        <span className="chip chip-unshareable" data-testid="unshareable" title={libraryTexts.notShareableHelp}>
          {libraryTexts.notShareable}
        </span>
      )}
    </>
  );
}

export function PeersChip({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="chip chip-peers" data-testid="peers-chip" title={strings.card.peers(count)}>
      <Monitor size={12} aria-hidden="true" />
      <span aria-hidden="true">{count}</span>
      <span className="sr-only">{strings.card.peers(count)}</span>
    </span>
  );
}
