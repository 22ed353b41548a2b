// One download of the queue, or one install straight from the room: how far it is, who sends, and what can be done with it.
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ComponentType } from 'react';
import type { GameAction, GameActionKind } from '../../game-action.ts';
import { useApp, useDownload, type GameView } from '../../store/use-app.ts';
import { strings } from '../../strings.ts';
import { isFetching } from '../../transfers.ts';
import { ActionIcon } from '../ActionIcon.tsx';
import { Bar } from '../Bar.tsx';
import { FieldProblem } from '../FieldProblem.tsx';
import { GameCover } from '../GameCover.tsx';
import { SourceList } from '../SourceList.tsx';
import { VerifiedMark } from '../TransferMarks.tsx';
import { bytesDone, chipOf, downloadText, isStill, percentText, shareDone } from '../game-status.ts';

/** What a line of the queue shows; the list around it gives it its place. */
export function DownloadLine({ gameId }: { gameId: string }) {
  const view = useDownload(gameId);
  const { row, operation, download, failure } = view;
  const share = shareDone(view);
  const isMoving = isFetching(operation) && download?.phase === 'downloading';
  return (
    <>
      <div className="download-cover" aria-hidden="true">
        <GameCover game={row} showTitle={false} />
      </div>
      <div className="download-body">
        <DownloadTop view={view} />
        {(share !== null || operation !== null) && (
          <Bar label={strings.progress.label(row.title)} share={share} isStill={isStill(view)} />
        )}
        <Facts view={view} />
        {failure !== null && <FieldProblem error={failure} about={row.title} />}
        <ReplaceButton view={view} />
        {isMoving && <SourceList download={download} />}
        {isMoving && operation === 'downloading' && <VerifiedMark verified={download.verified} />}
      </div>
    </>
  );
}

/** Title, state and buttons. */
export function DownloadTop({ view }: { view: GameView }) {
  const app = useApp();
  const { row } = view;
  const chip = chipOf(view);
  return (
    <div className="download-top">
      <button
        type="button"
        className="download-title"
        aria-label={strings.downloads.open(row.title)}
        onClick={() => app.ui.getState().showGame(row.id)}
      >
        {row.title}
      </button>
      {chip !== null && (
        <span className="chip" data-tone={chip.tone} data-testid="state-chip">
          {chip.text}
        </span>
      )}
      <LineButtons view={view} />
    </div>
  );
}

/** How much is here, and what happens now; what has nothing to say takes no room. */
export function Facts({ view }: { view: GameView }) {
  const done = [percentText(shareDone(view)), bytesDone(view)].filter(Boolean).join(' · ');
  const text = downloadText(view);
  if (done === '' && text === '') return null;
  return (
    <div className="download-facts">
      {done !== '' && <span data-testid="download-done">{done}</span>}
      {text !== '' && <span data-testid="download-text">{text}</span>}
    </div>
  );
}

const steps: readonly GameActionKind[] = ['pause-download', 'resume-download', 'retry-download'];
const drops: readonly GameActionKind[] = ['cancel-download', 'cancel-stream-install', 'discard-download'];

const pick = ({ actions }: GameView, kinds: readonly GameActionKind[]): GameAction | undefined =>
  [actions.primary, ...actions.secondary].find(({ kind }) => kinds.includes(kind));

function LineButtons({ view }: { view: GameView }) {
  const drop = pick(view, drops);
  return (
    <div className="download-buttons">
      <ActionButton key="step" view={view} action={pick(view, steps)} />
      <MoveButton view={view} by={-1} />
      <MoveButton view={view} by={1} />
      <ActionButton key="drop" view={view} action={drop} />
    </div>
  );
}

function ActionButton({ view, action }: { view: GameView; action: GameAction | undefined }) {
  const app = useApp();
  if (action === undefined) return null;
  return (
    <button
      type="button"
      className="icon-button"
      data-kind={action.kind}
      aria-label={action.name}
      title={action.label}
      onClick={() => app.act(action.kind, view.row.id)}
    >
      <ActionIcon kind={action.kind} size={16} />
    </button>
  );
}

const ways: Record<-1 | 1, { Icon: ComponentType<{ size: number }>; name: (title: string) => string; testId: string }> =
  {
    [-1]: { Icon: ArrowUp, name: strings.downloads.moveUp, testId: 'move-up' },
    [1]: { Icon: ArrowDown, name: strings.downloads.moveDown, testId: 'move-down' },
  };

/** At either end it stays focusable: who moves a line there with the keyboard keeps the place. */
function MoveButton({ view: { row, queued }, by }: { view: GameView; by: -1 | 1 }) {
  const app = useApp();
  if (queued === null || queued.count < 2) return null;
  const { Icon, name, testId } = ways[by];
  const target = queued.position + by;
  const isEnd = target < 0 || target >= queued.count;
  return (
    <button
      type="button"
      className="icon-button"
      data-testid={testId}
      aria-label={name(row.title)}
      aria-disabled={isEnd}
      title={name(row.title)}
      onClick={() => {
        if (!isEnd) app.moveDownload(row.id, target);
      }}
    >
      <Icon size={16} aria-hidden="true" />
    </button>
  );
}

function ReplaceButton({ view }: { view: GameView }) {
  const app = useApp();
  const action = pick(view, ['replace-in-place']);
  if (action === undefined) return null;
  return (
    <button
      type="button"
      className="button button-quiet download-replace"
      data-kind={action.kind}
      onClick={() => app.act(action.kind, view.row.id)}
    >
      <ActionIcon kind={action.kind} />
      {action.label}
    </button>
  );
}
