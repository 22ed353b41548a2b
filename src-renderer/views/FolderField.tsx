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
  /** What the empty field says. */
  placeholder: string;
  /** A folder must be there: the empty field is red. */
  isRequired?: boolean;
  isDisabled?: boolean;
  /** Of the field in tests. */
  name?: string;
}

export function FolderField({
  label,
  help,
  value,
  onChange,
  problem,
  placeholder,
  isRequired = false,
  isDisabled = false,
  name = 'folder',
}: Props) {
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
      <TextField value={value} onChange={onChange} isInvalid={shown !== null} isDisabled={isDisabled} className="field">
        <Label>{label}</Label>
        <div className="field-row">
          <Input
            className="input"
            placeholder={placeholder}
            autoComplete="off"
            spellCheck="false"
            data-testid={`${name}-path`}
            data-unset={(isRequired && value === '') || undefined}
          />
          <Button
            className="button"
            isDisabled={isDisabled}
            data-testid={`choose-${name}`}
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
