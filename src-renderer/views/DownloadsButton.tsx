// Opens the downloads; its badge says how many there are.
import { ArrowDownToLine, TriangleAlert } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useApp, useAppState } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { transferCount } from '../transfers.ts';

export function DownloadsButton() {
  const app = useApp();
  const count = useAppState(transferCount);
  const failed = useAppState(({ queue }) => [...queue.values()].filter(({ state }) => state === 'failed').length);
  return (
    <Button
      className="downloads-button"
      aria-label={strings.downloads.badge(count, failed)}
      data-testid="open-downloads"
      onPress={() => app.ui.getState().showDownloads(true)}
    >
      <ArrowDownToLine size={18} aria-hidden="true" />
      {count > 0 && <span className="downloads-count">{count}</span>}
      {failed > 0 && <TriangleAlert size={14} aria-hidden="true" className="downloads-failed" />}
    </Button>
  );
}
