// The sheet with every download that is not finished, in order.
import { ArrowDownToLine, Pause, Play, X } from 'lucide-react';
import { useMemo } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { formatRate } from '../format.ts';
import { pausable, resumable } from '../queue-place.ts';
import { useApp, useAppState, useUi } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { DownloadLine } from './DownloadLine.tsx';
import { HashingLine } from './HashingLine.tsx';

export function DownloadsPanel() {
  const app = useApp();
  const open = useUi((state) => state.downloadsOpen);
  return (
    <ModalOverlay
      className="overlay overlay-sheet"
      isDismissable
      isOpen={open}
      onOpenChange={(isOpen) => app.ui.getState().showDownloads(isOpen)}
    >
      <Modal className="sheet">
        <Dialog className="sheet-dialog downloads" data-testid="downloads">
          <div className="downloads-head">
            <div>
              <Heading slot="title" className="dialog-title">
                {strings.downloads.title}
              </Heading>
              <Summary />
            </div>
            <QueueButtons />
            <Button slot="close" className="icon-button" aria-label={strings.close}>
              <X size={18} aria-hidden="true" />
            </Button>
          </div>
          <Queue />
          <HashingLine />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** How many, and how fast all of them together. */
function Summary() {
  const count = useAppState((state) => state.queue.size);
  const rate = useAppState(({ downloads, operations }) => {
    const running = [...downloads].filter(([gameId]) => operations.get(gameId) === 'downloading');
    return running.reduce((sum, [, { bytesPerSecond }]) => sum + bytesPerSecond, 0);
  });
  if (count === 0) return null;
  return (
    <p className="quiet" data-testid="downloads-summary">
      {strings.downloads.summary(count, rate < 1 ? null : formatRate(rate))}
    </p>
  );
}

function QueueButtons() {
  const app = useApp();
  const queue = useAppState((state) => state.queue);
  return (
    <div className="downloads-all">
      {pausable(queue).length > 0 && (
        <Button className="button button-quiet" data-testid="pause-all" onPress={app.pauseAll}>
          <Pause size={15} aria-hidden="true" />
          {strings.downloads.pauseAll}
        </Button>
      )}
      {resumable(queue).length > 0 && (
        <Button className="button button-quiet" data-testid="resume-all" onPress={app.resumeAll}>
          <Play size={15} aria-hidden="true" />
          {strings.downloads.resumeAll}
        </Button>
      )}
    </div>
  );
}

function Queue() {
  const queue = useAppState((state) => state.queue);
  const ids = useMemo(() => [...queue.keys()], [queue]);
  if (ids.length === 0) return <NoDownloads />;
  return (
    <ol className="download-lines" aria-label={strings.downloads.list}>
      {ids.map((gameId) => (
        <DownloadLine key={gameId} gameId={gameId} />
      ))}
    </ol>
  );
}

function NoDownloads() {
  return (
    <div className="downloads-none" data-testid="no-downloads">
      <span className="empty-icon">
        <ArrowDownToLine size={26} aria-hidden="true" />
      </span>
      <p className="lead">{strings.downloads.none}</p>
      <p className="quiet">{strings.downloads.noneHint}</p>
    </div>
  );
}
