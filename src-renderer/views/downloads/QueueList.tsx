// Everything else that is not finished, in order; the order can be dragged.
import { GripVertical } from 'lucide-react';
import { useMemo } from 'react';
import { Button, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import type { GameId } from '../../../src-shared/game.ts';
import { dropPosition, type QueuePlace } from '../../queue-place.ts';
import { useApp, useAppState } from '../../store/use-app.ts';
import { strings } from '../../strings.ts';
import { downloadsPageTexts } from '../../texts/downloads-page-texts.ts';
import { DownloadLine } from './DownloadLine.tsx';

/** `current` is shown elsewhere. */
export function QueueList({ current }: { current: GameId | null }) {
  const app = useApp();
  const queue = useAppState((state) => state.queue);
  // The list tells its items apart by `id`: without one an item would be taken for the one whose place it takes.
  const items = useMemo(
    () =>
      [...queue.values()].filter(({ gameId }) => gameId !== current).map((place) => ({ ...place, id: place.gameId })),
    [queue, current],
  );
  const titles = useAppState((state) => state.games);
  const titleOf = (gameId: GameId) => titles.get(gameId)?.title ?? gameId;
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': titleOf(String(key)) })),
    onReorder: ({ keys, target }) => {
      const moved = String([...keys][0]);
      const side = target.dropPosition === 'before' ? 'before' : 'after';
      const position = dropPosition([...queue.keys()], moved, { gameId: String(target.key), side });
      if (position !== null) app.moveDownload(moved, position);
    },
  });
  if (items.length === 0) return null;
  return (
    <section className="queue" aria-label={downloadsPageTexts.next}>
      <h3>{downloadsPageTexts.next}</h3>
      <GridList
        className="download-lines"
        aria-label={strings.downloads.list}
        keyboardNavigationBehavior="tab"
        items={items}
        dragAndDropHooks={dragAndDropHooks}
      >
        {(place) => <QueueItem place={place} title={titleOf(place.gameId)} />}
      </GridList>
    </section>
  );
}

function QueueItem({ place: { gameId, state }, title }: { place: QueuePlace; title: string }) {
  return (
    <GridListItem
      id={gameId}
      textValue={title}
      className="download-line"
      data-testid="download-line"
      data-download-id={gameId}
      data-state={state}
    >
      <Button slot="drag" className="drag-handle" aria-label={downloadsPageTexts.drag(title)}>
        <GripVertical size={16} aria-hidden="true" />
      </Button>
      <DownloadLine gameId={gameId} />
    </GridListItem>
  );
}
