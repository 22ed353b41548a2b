// The page of downloads: the one at work large with its curves, the others in line, what has finished, the limits.
import { ArrowDownToLine, Pause, Play, X } from 'lucide-react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { formatRate } from '../../format.ts';
import { pausable, resumable } from '../../queue-place.ts';
import { useApp, useAppState, useUi } from '../../store/use-app.ts';
import { strings } from '../../strings.ts';
import { currentTransfer, isFetching, transferCount } from '../../transfers.ts';
import { HashingLine } from '../HashingLine.tsx';
import { CurrentDownload } from './CurrentDownload.tsx';
import { FinishedList } from './FinishedList.tsx';
import { LimitsPanel } from './LimitsPanel.tsx';
import { QueueList } from './QueueList.tsx';
import { StreamedList } from './StreamedList.tsx';

export function DownloadsPage() {
  const app = useApp();
  const open = useUi((state) => state.downloadsOpen);
  return (
    <ModalOverlay
      className="overlay overlay-page"
      isDismissable
      isOpen={open}
      onOpenChange={(isOpen) => app.ui.getState().showDownloads(isOpen)}
    >
      <Modal className="page">
        <Dialog className="page-dialog" data-testid="downloads">
          <div className="page-head">
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
          <div className="downloads-page">
            <Downloads />
            <aside className="downloads-side">
              <FinishedList />
              <LimitsPanel />
              <HashingLine />
            </aside>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** How many, and how fast all of them together. */
function Summary() {
  const count = useAppState(transferCount);
  const rate = useAppState(({ downloads, operations }) => {
    const running = [...downloads].filter(([gameId]) => isFetching(operations.get(gameId)));
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

function Downloads() {
  const current = useAppState(currentTransfer);
  const isEmpty = useAppState((state) => transferCount(state) === 0);
  if (isEmpty) return <NoDownloads />;
  return (
    <div className="downloads-main">
      {current !== null && <CurrentDownload key={current} gameId={current} />}
      <StreamedList current={current} />
      <QueueList current={current} />
    </div>
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
