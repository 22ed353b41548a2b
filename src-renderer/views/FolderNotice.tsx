// A strip above the library when the games folder cannot be used.
import { Button } from 'react-aria-components';
import { toErrorData } from '../../src-shared/peer-error.ts';
import { failureToast } from '../store/notices.ts';
import { useApp, useAppState } from '../store/use-app.ts';
import { strings } from '../strings.ts';

export function FolderNotice() {
  const app = useApp();
  const gameDir = useAppState((state) => state.gameDir);
  if (gameDir === null || gameDir.problem === null) return null;
  // A folder that was away when the peer started is not looked for by itself.
  const retry = async () => {
    try {
      await app.saveSettings({ gameDir: gameDir.path });
    } catch (error) {
      app.ui.getState().toast(failureToast(strings.empty.folderTitle, toErrorData(error)));
    }
  };
  return (
    <div className="notice" role="alert" data-testid="folder-notice">
      <span>
        <strong>{strings.empty.folderTitle}.</strong> {gameDir.path}: {gameDir.problem} {strings.empty.folderHint}
      </span>
      <span className="notice-buttons">
        <Button className="button" data-testid="retry-folder" onPress={() => void retry()}>
          {strings.retry}
        </Button>
        <Button className="button" onPress={() => app.ui.getState().showSettings(true)}>
          {strings.empty.openSettings}
        </Button>
      </span>
    </div>
  );
}
