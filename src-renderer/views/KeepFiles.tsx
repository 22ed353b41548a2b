// Part of the question before an uninstall: the player's own files, and whether they stay.
import { Check } from 'lucide-react';
import { Checkbox } from 'react-aria-components';
import type { UninstallPreview } from '../../src-shared/peer-command.ts';
import { keepText } from './question-text.ts';

interface KeepFilesProps {
  preview: UninstallPreview;
  keep: boolean;
  onChange: (keep: boolean) => void;
}

export function KeepFiles({ preview, keep, onChange }: KeepFilesProps) {
  const { label, examples, fate } = keepText(preview, keep);
  return (
    <div className="keep-files">
      <Checkbox className="checkbox" data-testid="keep-files" isSelected={keep} onChange={onChange}>
        <span className="checkbox-box">
          <Check size={14} strokeWidth={3} aria-hidden="true" />
        </span>
        <span>{label}</span>
      </Checkbox>
      <p className="help keep-examples">{examples}</p>
      <p className="help">{fate}</p>
      {keep && <code className="keep-path">{preview.keptIn}</code>}
    </div>
  );
}
