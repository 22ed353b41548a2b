// Who sends a download: how much, how fast, over which lane, and whether they have all of it themselves.
import { formatBytes, formatRate } from '../format.ts';
import type { DownloadView } from '../store/progress.ts';
import { strings } from '../strings.ts';
import { LaneMark } from './TransferMarks.tsx';

export function SourceList({ download: { sources, rateKnown } }: { download: DownloadView }) {
  const fastest = Math.max(1, ...sources.map((source) => source.bytesPerSecond));
  if (sources.length === 0) return null;
  return (
    <ul className="sources" aria-label={strings.detail.sources} data-testid="sources">
      {sources.map((source) => (
        <li key={source.peerId}>
          <span className="source-who">
            <span className="source-name" title={source.name}>
              {source.name}
            </span>
            <span className="source-kind">
              {source.lane !== null && <LaneMark lane={source.lane} />}
              <span>{source.complete ? strings.downloads.complete : strings.downloads.partial}</span>
            </span>
          </span>
          <span className="source-bytes">{formatBytes(source.bytes)}</span>
          <span className="source-rate">
            {rateKnown ? formatRate(source.bytesPerSecond) : strings.progress.rateUnknown}
          </span>
          <span className="source-bar" aria-hidden="true">
            <span style={{ transform: `scaleX(${source.bytesPerSecond / fastest})` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
