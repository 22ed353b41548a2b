// Asks before something is deleted, and says what goes and what stays.
import { useEffect } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { isInstall } from '../game-action.ts';
import type { Question } from '../store/ui-state.ts';
import { useApp, useDownload, useUi } from '../store/use-app.ts';
import { KeepFiles } from './KeepFiles.tsx';
import { isMoot, questionText } from './question-text.ts';

export function ConfirmDialog() {
  const question = useUi((state) => state.question);
  return question === null ? null : <OpenQuestion question={question} />;
}

function OpenQuestion({ question }: { question: Question }) {
  const app = useApp();
  const view = useDownload(question.gameId);
  const moot = isMoot(question.kind, view);
  useEffect(() => {
    if (moot) app.ui.getState().ask(null);
  }, [app, moot]);
  useEffect(() => () => void setTimeout(focusSheetBeneath, 50), []);
  if (moot) return null;
  const { preview, keepPlayerFiles = true } = question;
  const hasOwnFiles = preview !== undefined && preview.playerFiles > 0;
  const chooseToKeep = (keep: boolean) => app.ui.getState().ask({ ...question, keepPlayerFiles: keep });
  const doneBytes = isInstall(view.operation) ? view.install?.writtenBytes : view.download?.downloadedBytes;
  const { title, lines, yes, no } = questionText(question, view.row, doneBytes ?? null);
  return (
    <ModalOverlay
      className="overlay overlay-dialog"
      isDismissable
      isOpen
      onOpenChange={(open) => {
        if (!open) app.ui.getState().ask(null);
      }}
    >
      <Modal className="dialog dialog-small">
        <Dialog role="alertdialog" className="dialog-content" data-testid="confirm">
          <Heading slot="title" className="dialog-title">
            {title}
          </Heading>
          <div className="dialog-body">
            {lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
            {hasOwnFiles && <KeepFiles preview={preview} keep={keepPlayerFiles} onChange={chooseToKeep} />}
          </div>
          <div className="dialog-buttons">
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a question starts on its harmless answer */}
            <Button className="button button-quiet" slot="close" autoFocus>
              {no}
            </Button>
            <Button
              className={question.kind === 'repair' ? 'button' : 'button button-danger'}
              data-testid="confirm-yes"
              onPress={app.confirm}
            >
              {yes}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The button that asked may be gone with the answer; the keyboard must then still reach the sheet it was on. */
function focusSheetBeneath(): void {
  if (document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>('[role="dialog"]')?.focus();
}
