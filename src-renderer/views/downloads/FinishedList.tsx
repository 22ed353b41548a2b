// What has finished since the program began.
import { CircleCheck } from 'lucide-react';
import { Button } from 'react-aria-components';
import { formatBytes, formatDuration, formatRate } from '../../format.ts';
import type { FinishedDownload } from '../../../src-shared/finished-download.ts';
import { useApp, useAppState } from '../../store/use-app.ts';
import { downloadsPageTexts } from '../../texts/downloads-page-texts.ts';

export function FinishedList() {
  const app = useApp();
  const finished = useAppState((state) => state.finished);
  return (
    <section className="finished" data-testid="finished">
      <div className="side-head">
        <h3>{downloadsPageTexts.finished}</h3>
        {finished.length > 0 && (
          <Button className="link-button" data-testid="clear-finished" onPress={app.clearFinished}>
            {downloadsPageTexts.clear}
          </Button>
        )}
      </div>
      {finished.length === 0 && <p className="help">{downloadsPageTexts.finishedNone}</p>}
      <ul>
        {finished.map((one) => (
          <FinishedLine key={one.gameId} one={one} />
        ))}
      </ul>
    </section>
  );
}

function FinishedLine({ one: { gameId, bytes, elapsedMs, sources, installed } }: { one: FinishedDownload }) {
  const title = useAppState((state) => state.games.get(gameId)?.title ?? gameId);
  const rate = formatRate((bytes * 1000) / Math.max(1, elapsedMs));
  const facts = downloadsPageTexts.summary(formatBytes(bytes), formatDuration(elapsedMs / 1000), rate);
  return (
    <li data-testid="finished-line">
      <CircleCheck size={16} aria-hidden="true" />
      <div>
        <p className="finished-title">{title}</p>
        <p className="help">
          {installed ? downloadsPageTexts.installed : downloadsPageTexts.downloaded}
          {sources > 0 && ` · ${facts} ${downloadsPageTexts.from(sources)}`}
        </p>
      </div>
    </li>
  );
}
