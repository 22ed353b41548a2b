// The logs: what the program says of itself as it happens, and how the last unpackings ended.
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useApp } from '../store/use-app.ts';
import { aboutTexts } from '../texts/about-texts.ts';
import { ApplicationLog } from './ApplicationLog.tsx';
import { UnpackLog } from './UnpackLog.tsx';

type LogKind = 'log' | 'unpacks';

export function LogPages({ page }: { page: LogKind }) {
  const app = useApp();
  return (
    <>
      <ToggleButtonGroup
        className="pills about-tabs"
        aria-label={aboutTexts.whichLog}
        disallowEmptySelection
        selectedKeys={[page]}
        onSelectionChange={(keys) => app.ui.getState().showAbout(([...keys][0] as LogKind | undefined) ?? 'log')}
      >
        <ToggleButton id="log" className="pill" data-testid="tab-log">
          {aboutTexts.applicationLog}
        </ToggleButton>
        <ToggleButton id="unpacks" className="pill" data-testid="tab-unpacks">
          {aboutTexts.unpackLog}
        </ToggleButton>
      </ToggleButtonGroup>
      {page === 'log' ? <ApplicationLog /> : <UnpackLog />}
    </>
  );
}
