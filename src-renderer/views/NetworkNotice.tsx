// A strip above the library when the peer could not take the port, or not enter the room, that the settings name.
import { Button } from 'react-aria-components';
import { useApp, useAppState } from '../store/use-app.ts';
import { networkTexts } from '../texts/network-texts.ts';

export function NetworkNotice() {
  const app = useApp();
  const network = useAppState((state) => state.network);
  const problem = network?.problems.roomDir ?? network?.problems.port ?? null;
  if (network === null || problem === null) return null;
  const isRoom = network.problems.roomDir !== null;
  return (
    <div className="notice" role="alert" data-testid="network-notice">
      <span>
        <strong>{problem.message}</strong> {problem.hint}{' '}
        {isRoom ? networkTexts.roomProblem : networkTexts.portProblem(network.listenPort)}
      </span>
      <span className="notice-buttons">
        <Button className="button" onPress={() => app.ui.getState().showSettings(true)}>
          {networkTexts.openSettings}
        </Button>
      </span>
    </div>
  );
}
