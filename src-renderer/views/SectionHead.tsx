// The head of a section of the settings, with the way back to its defaults.
import { RotateCcw } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useApp } from '../store/use-app.ts';
import { resetTexts } from '../texts/reset-texts.ts';
import { resetStep } from './reset-step.ts';
import { useDraft } from './use-draft.ts';

interface Props<T> {
  title: string;
  /** The name of the section in tests and drafts. */
  name: string;
  now: T;
  defaults: T;
  put: (values: T) => void;
  /** What the button says where the section has no defaults. */
  label?: string;
}

/** Nothing is asked: whoever regrets it presses the same button again. */
export function SectionHead<T>({ title, name, now, defaults, put, label = resetTexts.reset }: Props<T>) {
  const app = useApp();
  const [before, setBefore] = useDraft(`before the reset of ${name}`, () => '');
  const step = resetStep(now, defaults, before);
  const go = () => {
    const say = step === 'undo' ? resetTexts.undone : resetTexts.done;
    setBefore(step === 'undo' ? '' : JSON.stringify(now));
    put(step === 'undo' ? (JSON.parse(before) as T) : defaults);
    app.ui.getState().announce(say(title));
  };
  return (
    <div className="section-head">
      <h3>{title}</h3>
      {step !== null && (
        <Button
          className="link-button"
          data-testid={`reset-${name}`}
          data-step={step}
          aria-label={step === 'undo' ? resetTexts.undoOf(title) : `${label}: ${title}`}
          onPress={go}
        >
          <RotateCcw size={13} aria-hidden="true" />
          {step === 'undo' ? resetTexts.undo : label}
        </Button>
      )}
    </div>
  );
}
