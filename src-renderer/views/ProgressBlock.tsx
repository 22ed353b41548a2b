// What runs on one game now, or is kept of its download: bytes, speed, time left, and who sends how fast.
import { formatDuration } from '../format.ts';
import type { DownloadView } from '../store/progress.ts';
import type { GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { isFetching } from '../transfers.ts';
import { Bar } from './Bar.tsx';
import { SourceList } from './SourceList.tsx';
import { VerifiedMark } from './TransferMarks.tsx';
import {
  bytesDone,
  bytesOf,
  headingOf,
  isStill,
  isWaiting,
  percentText,
  queueText,
  rateText,
  shareDone,
  waitText,
} from './game-status.ts';

export function ProgressBlock({ view }: { view: GameView }) {
  const { operation, queued, download, row } = view;
  if (operation === null && queued === null) return null;
  const share = shareDone(view);
  return (
    <section className="progress-block" data-testid="progress-block">
      <div className="progress-head">
        <h3>{headingOf(view)}</h3>
        <span className="progress-percent">{percentText(share)}</span>
      </div>
      {(operation !== null || share !== null) && (
        <Bar label={strings.progress.label(row.title)} share={share} className="bar-large" isStill={isStill(view)} />
      )}
      <Sentence view={view} />
      {isFetching(operation) && download !== null ? (
        <DownloadFigures download={download} showsVerified={operation === 'downloading'} />
      ) : (
        <DoneFigure value={bytesDone(view)} />
      )}
    </section>
  );
}

/** Why nothing moves now. */
function Sentence({ view }: { view: GameView }) {
  if (isWaiting(view)) return <p className="quiet">{waitText(view)}</p>;
  if (view.operation !== null || view.queued === null || view.queued.state === 'failed') return null;
  return <p className="quiet">{queueText(view.queued)}</p>;
}

function DownloadFigures({ download, showsVerified }: { download: DownloadView; showsVerified: boolean }) {
  return (
    <>
      <dl className="figures">
        <Figure label={strings.detail.done} value={bytesOf(download.downloadedBytes, download.totalBytes)} />
        {download.phase === 'downloading' && <Figure label={strings.detail.speed} value={rateText(download)} />}
        {download.secondsLeft !== null && download.bytesPerSecond >= 1 && (
          <Figure label={strings.detail.eta} value={formatDuration(download.secondsLeft)} />
        )}
        <Figure label={strings.detail.sources} value={strings.room.count(download.sources.length)} />
      </dl>
      <SourceList download={download} />
      {showsVerified && download.phase === 'downloading' && <VerifiedMark verified={download.verified} />}
    </>
  );
}

function DoneFigure({ value }: { value: string }) {
  if (value === '') return null;
  return (
    <dl className="figures">
      <Figure label={strings.detail.done} value={value} />
    </dl>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
