// The last lines of a script that failed, to be read and copied.
import { strings } from '../strings.ts';
import { CopyButton } from './CopyButton.tsx';

export function ScriptOutput({ text, isOpen }: { text: string | undefined; isOpen: boolean }) {
  if (text === undefined) return null;
  return (
    <details className="script-output" open={isOpen} data-testid="script-output">
      <summary>{strings.errors.output}</summary>
      <pre>{text}</pre>
      <CopyButton text={() => text} />
    </details>
  );
}
