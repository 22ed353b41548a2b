// The sheet with everything about one game.
import { X } from 'lucide-react';
import { useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useApp, useAppState, useGame, useUi, type GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { genreText } from '../texts/genres.ts';
import { libraryTexts } from '../texts/library-texts.ts';
import { ActionIcon } from './ActionIcon.tsx';
import { CopyButton } from './CopyButton.tsx';
import { descriptionLines } from './description.ts';
import { FieldProblem } from './FieldProblem.tsx';
import { StateChips } from './GameChips.tsx';
import { GameCover } from './GameCover.tsx';
import { factsOf, gameFolderPath } from './game-facts.ts';
import { isUnshareable } from './game-status.ts';
import { ProgressBlock } from './ProgressBlock.tsx';
import { ScriptOutput } from './ScriptOutput.tsx';
import { SpaceFacts } from './SpaceFacts.tsx';

export function DetailSheet() {
  const app = useApp();
  const openGame = useUi((state) => state.openGame);
  // Stays while the sheet slides out.
  const [shown, setShown] = useState(openGame);
  if (openGame !== null && openGame !== shown) setShown(openGame);
  return (
    <ModalOverlay
      className="overlay overlay-sheet"
      isDismissable
      isOpen={openGame !== null}
      onOpenChange={(open) => {
        if (!open) app.ui.getState().showGame(null);
      }}
    >
      <Modal className="sheet">
        <Dialog className="sheet-dialog" data-testid="detail">
          {shown !== null && <SheetContent key={shown} gameId={shown} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function SheetContent({ gameId }: { gameId: string }) {
  const view = useGame(gameId);
  return (
    <>
      <Button slot="close" className="icon-button sheet-close" aria-label={strings.close}>
        <X size={18} aria-hidden="true" />
      </Button>
      {view === null ? <GoneGame gameId={gameId} /> : <GameDetail view={view} />}
    </>
  );
}

/** The last PC that had it went away while the sheet was open. */
function GoneGame({ gameId }: { gameId: string }) {
  return (
    <div className="sheet-body">
      <Heading slot="title">{gameId}</Heading>
      <p className="lead">{strings.reasons.nobody}.</p>
    </div>
  );
}

function GameDetail({ view }: { view: GameView }) {
  const app = useApp();
  const { row, failure, queued } = view;
  return (
    <>
      <div className="hero">
        <GameCover game={row} showTitle={false} />
        <div className="hero-text">
          <div className="hero-chips">
            <StateChips view={view} />
          </div>
          <Heading slot="title" className="hero-title">
            {row.title}
          </Heading>
          {row.genre !== undefined && <p className="hero-sub">{genreText(row.genre)}</p>}
        </div>
      </div>
      <div className="sheet-body">
        <DetailActions view={view} />
        {failure !== null && (
          <div className="sheet-problem">
            <FieldProblem error={failure} about={row.title} />
            <ScriptOutput text={failure.output} isOpen />
            {queued?.state !== 'failed' && (
              <Button className="link-button" onPress={() => app.dismissFailure(row.id)}>
                {strings.dismiss}
              </Button>
            )}
          </div>
        )}
        <ProgressBlock view={view} />
        <SpaceFacts view={view} />
        <GameFolder view={view} />
        {isUnshareable(view) && <p className="help">{libraryTexts.notShareableHelp}</p>}
        <dl className="facts">
          {factsOf(view).map(({ label, value, tone }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd data-tone={tone}>{value}</dd>
            </div>
          ))}
        </dl>
        <section className="about">
          <h3>{strings.detail.about}</h3>
          <Description text={row.description} />
        </section>
      </div>
    </>
  );
}

/** Where the host cannot show the folder, its path can be copied. */
function GameFolder({ view: { row } }: { view: GameView }) {
  const gameDir = useAppState((state) => state.gameDir?.path ?? null);
  const canOpen = useAppState((state) => state.host === 'electron');
  if (canOpen || gameDir === null || !(row.downloaded || row.installed)) return null;
  const folder = gameFolderPath(gameDir, row.id);
  return (
    <div className="game-folder" data-testid="game-folder">
      <span className="quiet">{strings.detail.folder}</span>
      <code>{folder}</code>
      <CopyButton text={() => folder} />
    </div>
  );
}

function Description({ text }: { text: string | undefined }) {
  const lines = descriptionLines(text ?? '');
  if (lines.length === 0) return <p className="quiet">{strings.detail.noDescription}</p>;
  return lines.map(({ key, line }) => <p key={key}>{line}</p>);
}

function DetailActions({ view }: { view: GameView }) {
  const app = useApp();
  const { primary, secondary } = view.actions;
  return (
    <div className="sheet-actions">
      <div className="sheet-primary">
        <Button
          className="button button-large"
          data-kind={primary.kind}
          data-testid="detail-primary"
          aria-label={primary.name}
          isDisabled={!primary.enabled}
          onPress={() => app.act(primary.kind, view.row.id)}
        >
          <ActionIcon kind={primary.kind} size={18} />
          <span className="button-text">{primary.label}</span>
        </Button>
        {primary.kind === 'unavailable' && <p className="quiet">{primary.reason}</p>}
      </div>
      {secondary.map((action) => (
        <Button
          key={action.kind}
          className="button button-quiet"
          data-testid={`detail-${action.kind}`}
          aria-label={action.name}
          onPress={() => app.act(action.kind, view.row.id)}
        >
          <ActionIcon kind={action.kind} />
          {action.label}
        </Button>
      ))}
    </div>
  );
}
