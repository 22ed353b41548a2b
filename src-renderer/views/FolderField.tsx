// A field for a folder: typed, picked with the system's dialog (Electron) or browsed on the host (browser).
import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import { useApp, useAppState } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { FieldProblem } from './FieldProblem.tsx';
import { FolderBrowser } from './FolderBrowser.tsx';

interface Props {
  label: string;
  help: string;
  value: string;
  onChange: (path: string) => void;
  problem: ErrorData | null;
  /** In settings a missing folder is red; at the first start it is only not chosen yet. */
  missing: 'wrong' | 'not-yet';
}

export function FolderField({ label, help, value, onChange, problem, missing }: Props) {
  const app = useApp();
  const host = useAppState((state) => state.host);
  const [browsing, setBrowsing] = useState(false);
  const [pickProblem, setPickProblem] = useState<ErrorData | null>(null);
  const pick = async () => {
    setPickProblem(null);
    try {
      const path = await app.bridge.call('choose-folder', undefined);
      if (path !== null) onChange(path);
    } catch (error) {
      setPickProblem(toErrorData(error));
    }
  };
  const shown = problem ?? pickProblem;
  return (
    <div className="field">
      <TextField value={value} onChange={onChange} isInvalid={shown !== null} className="field">
        <Label>{label}</Label>
        <div className="field-row">
          <Input
            className="input"
            placeholder={missing === 'wrong' ? strings.settings.notSet : strings.welcome.folderPlaceholder}
            autoComplete="off"
            spellCheck="false"
            data-testid="folder-path"
            data-unset={(missing === 'wrong' && value === '') || undefined}
          />
          <Button
            className="button"
            data-testid="choose-folder"
            onPress={() => (host === 'electron' ? void pick() : setBrowsing(true))}
          >
            <FolderOpen size={15} aria-hidden="true" />
            {host === 'electron' ? strings.settings.choose : strings.settings.browse}
          </Button>
        </div>
      </TextField>
      {shown === null ? <p className="help">{help}</p> : <FieldProblem error={shown} />}
      {browsing && (
        <FolderBrowser
          start={value === '' ? null : value}
          onClose={() => setBrowsing(false)}
          onChoose={(path) => {
            onChange(path);
            setBrowsing(false);
          }}
        />
      )}
    </div>
  );
}
