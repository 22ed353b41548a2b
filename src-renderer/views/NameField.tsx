// The field for the player's name.
import { Input, Label, TextField } from 'react-aria-components';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import { FieldProblem } from './FieldProblem.tsx';

interface Props {
  label: string;
  help: string;
  value: string;
  onChange: (name: string) => void;
  problem: ErrorData | null;
}

export function NameField({ label, help, value, onChange, problem }: Props) {
  return (
    <TextField value={value} onChange={onChange} isInvalid={problem !== null} maxLength={32} className="field">
      <Label>{label}</Label>
      <Input className="input" autoComplete="off" spellCheck="false" data-testid="player-name" />
      {problem === null ? <p className="help">{help}</p> : <FieldProblem error={problem} />}
    </TextField>
  );
}
