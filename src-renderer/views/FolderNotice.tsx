// A strip above the library when the games folder cannot be used.
import { Button } from 'react-aria-components';
import { useApp, useAppState } from '../store/use-app.ts';
import { strings } from '../strings.ts';

export function FolderNotice() {
  const app = useApp();
  const gameDir = useAppState((state) => state.gameDir);
  if (gameDir === null || gameDir.problem === null) return null;
  return (
    <div className="notice" role="alert" data-testid="folder-notice">
      <span>
        <strong>{strings.empty.folderTitle}.</strong> {gameDir.path}: {gameDir.problem} {strings.empty.folderHint}
      </span>
      <Button className="button" onPress={() => app.ui.getState().showSettings(true)}>
        {strings.empty.openSettings}
      </Button>
    </div>
  );
}
