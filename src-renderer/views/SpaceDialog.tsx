// When a download does not fit: how much is missing, and the ways out.
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { spaceMarginBytes } from '../../src-shared/space-margin.ts';
import { formatBytes } from '../format.ts';
import { fitsInPlace, removable, spaceNeed, type SpaceNeed } from '../space-need.ts';
import type { SpaceQuestion } from '../store/ui-state.ts';
import { useApp, useAppState, useGame, useUi, type GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { libraryTexts } from '../texts/library-texts.ts';

export function SpaceDialog() {
  const question = useUi((state) => state.spaceQuestion);
  return question === null ? null : <OpenSpaceDialog question={question} />;
}

const { space } = libraryTexts;

function OpenSpaceDialog({ question }: { question: SpaceQuestion }) {
  const app = useApp();
  const view = useGame(question.gameId);
  const gameDir = useAppState((state) => state.gameDir);
  if (view === null) return null;
  const unpacks = question.kind !== 'download-only';
  const keptBytes = view.download?.downloadedBytes ?? 0;
  const need = spaceNeed(view.row, gameDir, { fetches: true, unpacks, keptBytes });
  const fits = need.missingBytes === 0;
  const close = () => app.ui.getState().askForSpace(null);
  return (
    <ModalOverlay className="overlay overlay-dialog" isDismissable isOpen onOpenChange={(open) => !open && close()}>
      <Modal className="dialog">
        <Dialog className="dialog-content" data-testid="space-dialog">
          <Heading slot="title" className="dialog-title">
            {fits ? space.fitsTitle(view.row.title) : space.dialogTitle(view.row.title)}
          </Heading>
          <div className="dialog-body">
            {/* What was removed from here has made room: that is heard, too. */}
            <p aria-live="polite">{fits ? space.fits(formatBytes(need.freeBytes ?? 0)) : shortage(need)}</p>
            {!fits && <WaysOut view={view} unpacks={unpacks} />}
            {!fits && <Removable view={view} />}
          </div>
          <div className="dialog-buttons">
            <Button
              className={fits ? 'button' : 'button button-quiet'}
              data-testid="download-anyway"
              onPress={app.downloadAnyway}
            >
              {fits ? strings.actions.downloadShort : space.anyway}
            </Button>
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a question starts on its harmless answer */}
            <Button className="button" slot="close" autoFocus>
              {strings.cancel}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function shortage({ downloadBytes, unpackedBytes, freeBytes, missingBytes }: SpaceNeed): string {
  const unpacked = unpackedBytes === null ? null : formatBytes(unpackedBytes);
  const sizes = [downloadBytes ?? 0, spaceMarginBytes, freeBytes ?? 0, missingBytes].map((bytes) => formatBytes(bytes));
  return space.dialogLead(unpacked, ...(sizes as [string, string, string, string]));
}

function WaysOut({ view, unpacks }: { view: GameView; unpacks: boolean }) {
  const app = useApp();
  const gameDir = useAppState((state) => state.gameDir);
  const fits = spaceNeed(view.row, gameDir, { fetches: false, unpacks: true }).missingBytes === 0;
  const stream = fits ? view.actions.secondary.find(({ kind }) => kind === 'stream-install') : undefined;
  const keptBytes = view.download?.downloadedBytes ?? 0;
  const replaces = fitsInPlace(view.row, gameDir, { fetches: true, unpacks, keptBytes });
  const leave = (then: () => void) => {
    app.ui.getState().askForSpace(null);
    then();
  };
  return (
    <ul className="ways">
      {stream !== undefined && (
        <li>
          <Button className="button" onPress={() => leave(() => app.act(stream.kind, view.row.id))}>
            {stream.label}
          </Button>
          <p className="help">{space.lowDiskHelp}</p>
        </li>
      )}
      {replaces && (
        <li>
          <Button className="button" onPress={() => leave(() => app.act('replace-in-place', view.row.id))}>
            {strings.actions.replaceInPlace}
          </Button>
          <p className="help">{space.replaceHelp}</p>
        </li>
      )}
      <li>
        <Button className="button" onPress={() => leave(() => app.ui.getState().showSettings(true))}>
          {space.otherFolder}
        </Button>
        <p className="help">{space.otherFolderHelp}</p>
      </li>
    </ul>
  );
}

const mostShown = 4;

function Removable({ view }: { view: GameView }) {
  const app = useApp();
  const games = useAppState((state) => state.games);
  const rows = removable(games.values(), view.row.id).slice(0, mostShown);
  if (rows.length === 0) return null;
  return (
    <section className="removable">
      <h3>{space.removable}</h3>
      <p className="help">{space.removableHelp}</p>
      <ul className="ways">
        {rows.map(({ id, title, localBytes }) => (
          <li key={id}>
            <Button className="button" onPress={() => app.act('remove-download', id)}>
              {title}
            </Button>
            <p className="help">{space.remove(formatBytes(localBytes))}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
