// The download at work, large: phase, curves, what is left, and who sends how fast.
import { formatDuration, formatRate } from '../../format.ts';
import type { DownloadView } from '../../store/progress.ts';
import { useDownload, type GameView } from '../../store/use-app.ts';
import { strings } from '../../strings.ts';
import { downloadsPageTexts } from '../../texts/downloads-page-texts.ts';
import { Bar } from '../Bar.tsx';
import { FieldProblem } from '../FieldProblem.tsx';
import { GameCover } from '../GameCover.tsx';
import { SourceList } from '../SourceList.tsx';
import { VerifiedMark } from '../TransferMarks.tsx';
import { bytesDone, downloadText, isStill, percentText, shareDone } from '../game-status.ts';
import { DownloadTop } from './DownloadLine.tsx';
import { RateChart } from './RateChart.tsx';

export function CurrentDownload({ gameId }: { gameId: string }) {
  const view = useDownload(gameId);
  const { row, operation, queued, download, failure } = view;
  return (
    <section
      className="current"
      aria-label={downloadsPageTexts.now}
      data-testid="download-line"
      data-download-id={gameId}
      data-state={queued?.state ?? operation}
    >
      <div className="current-head">
        <div className="current-cover" aria-hidden="true">
          <GameCover game={row} showTitle={false} />
        </div>
        <div className="current-title">
          <DownloadTop view={view} />
          <p className="current-done" data-testid="download-done">
            {[percentText(shareDone(view)), bytesDone(view)].filter(Boolean).join(' · ')}
          </p>
        </div>
      </div>
      <Bar
        label={strings.progress.label(row.title)}
        share={shareDone(view)}
        className="bar-large"
        isStill={isStill(view)}
      />
      <Figures view={view} />
      {failure !== null && <FieldProblem error={failure} about={row.title} />}
      {download !== null && <RateChart history={download.history} title={row.title} />}
      {download !== null && <SourceList download={download} />}
      {operation === 'downloading' && download?.phase === 'downloading' && (
        <VerifiedMark verified={download.verified} />
      )}
    </section>
  );
}

/** Rates while bytes move; else the phase, or why nothing moves. */
function Figures({ view }: { view: GameView }) {
  const { download } = view;
  const moves = download !== null && download.phase === 'downloading' && download.bytesPerSecond >= 1;
  if (!moves) {
    return (
      <p className="current-why" data-testid="download-text">
        {downloadText(view)}
      </p>
    );
  }
  return (
    <dl className="current-figures" data-testid="download-text">
      <Figure tone="network" label={downloadsPageTexts.network} value={formatRate(download.bytesPerSecond)} />
      <Figure tone="disk" label={downloadsPageTexts.disk} value={diskText(download)} />
      <Figure label={downloadsPageTexts.peak} value={formatRate(download.history.peak)} />
      {download.secondsLeft !== null && (
        <Figure label={downloadsPageTexts.left} value={formatDuration(download.secondsLeft)} />
      )}
    </dl>
  );
}

/** Pieces are written once they are whole: at first there is none yet. */
const diskText = ({ writtenBytesPerSecond }: DownloadView) =>
  writtenBytesPerSecond < 1 ? downloadsPageTexts.noPieceYet : formatRate(writtenBytesPerSecond);

function Figure({ label, value, tone }: { label: string; value: string; tone?: 'network' | 'disk' }) {
  return (
    <div>
      <dt data-curve={tone}>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
