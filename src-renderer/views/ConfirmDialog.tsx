// Asks before something is deleted, and says what goes and what stays.
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useApp, useAppState, useUi } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { questionText } from './question-text.ts';

export function ConfirmDialog() {
  const app = useApp();
  const question = useUi((state) => state.question);
  const row = useAppState((state) => (question === null ? undefined : state.games.get(question.gameId)));
  if (question === null || row === undefined) return null;
  const { title, lines, yes } = questionText(question.kind, row);
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
          </div>
          <div className="dialog-buttons">
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a question starts on its harmless answer */}
            <Button className="button button-quiet" slot="close" autoFocus>
              {strings.cancel}
            </Button>
            <Button className="button button-danger" data-testid="confirm-yes" onPress={app.confirm}>
              {yes}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
