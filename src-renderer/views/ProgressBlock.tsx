// What runs on one game now: bytes, speed, time left, and who sends how fast.
import { formatBytes, formatDuration, formatRate } from '../format.ts';
import type { DownloadView, InstallView } from '../store/progress.ts';
import type { GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { Bar } from './Bar.tsx';
import { bytesOf, percentText, rateText, shareDone } from './game-status.ts';

export function ProgressBlock({ view }: { view: GameView }) {
  const { operation, download, install, row } = view;
  if (operation === null) return null;
  const share = shareDone(view);
  const phase = operation === 'downloading' && download !== null ? strings.phases[download.phase] : null;
  return (
    <section className="progress-block" data-testid="progress-block">
      <div className="progress-head">
        <h3>{phase ?? strings.operations[operation]}</h3>
        <span className="progress-percent">{percentText(share)}</span>
      </div>
      <Bar label={strings.progress.label(row.title)} share={share} className="bar-large" />
      {operation === 'downloading' && download !== null && <DownloadFigures download={download} />}
      {operation !== 'downloading' && install !== null && <InstallFigures install={install} />}
    </section>
  );
}

function DownloadFigures({ download }: { download: DownloadView }) {
  return (
    <>
      <dl className="figures">
        <Figure label={strings.detail.done} value={bytesOf(download.downloadedBytes, download.totalBytes)} />
        <Figure label={strings.detail.speed} value={rateText(download)} />
        {download.secondsLeft !== null && (
          <Figure label={strings.detail.eta} value={formatDuration(download.secondsLeft)} />
        )}
        <Figure label={strings.detail.sources} value={strings.room.count(download.sources.length)} />
      </dl>
      <SourceList download={download} />
    </>
  );
}

function SourceList({ download }: { download: DownloadView }) {
  const fastest = Math.max(1, ...download.sources.map((source) => source.bytesPerSecond));
  return (
    <ul className="sources" data-testid="sources">
      {download.sources.map((source) => (
        <li key={source.peerId}>
          <span className="source-name">{source.name}</span>
          <span className="source-bytes">{formatBytes(source.bytes)}</span>
          <span className="source-rate">{formatRate(source.bytesPerSecond)}</span>
          <span className="source-bar" aria-hidden="true">
            <span style={{ transform: `scaleX(${source.bytesPerSecond / fastest})` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function InstallFigures({ install }: { install: InstallView }) {
  if (install.totalBytes === 0) return null;
  return (
    <dl className="figures">
      <Figure label={strings.detail.done} value={bytesOf(install.writtenBytes, install.totalBytes)} />
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
