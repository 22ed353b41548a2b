// What is installed straight from the room beside the queue: it has no place there, and cannot be paused.
import { useMemo } from 'react';
import type { GameId } from '../../../src-shared/game.ts';
import { useAppState } from '../../store/use-app.ts';
import { downloadsPageTexts } from '../../texts/downloads-page-texts.ts';
import { streamedGames } from '../../transfers.ts';
import { DownloadLine } from './DownloadLine.tsx';

/** `current` is shown elsewhere. */
export function StreamedList({ current }: { current: GameId | null }) {
  const operations = useAppState((state) => state.operations);
  const games = useMemo(
    () => streamedGames({ operations }).filter((gameId) => gameId !== current),
    [operations, current],
  );
  if (games.length === 0) return null;
  return (
    <section className="queue">
      <h3>{downloadsPageTexts.streamed}</h3>
      <ul className="download-lines" aria-label={downloadsPageTexts.streamed}>
        {games.map((gameId) => (
          <li
            key={gameId}
            className="download-line"
            data-testid="download-line"
            data-download-id={gameId}
            data-state="streaming"
          >
            <DownloadLine gameId={gameId} />
          </li>
        ))}
      </ul>
    </section>
  );
}
