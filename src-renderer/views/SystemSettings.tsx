// The section of the settings about tray, notifications and start; a browser's tab has none.
import { Check } from 'lucide-react';
import { Checkbox } from 'react-aria-components';
import { useAppState } from '../store/use-app.ts';
import { systemTexts } from '../texts/system-texts.ts';
import { FieldProblem } from './FieldProblem.tsx';
import { SYSTEM_CHOICES, type SystemChoice, type SystemForm } from './system-form.ts';

export function SystemSettings({ form }: { form: SystemForm }) {
  const host = useAppState((state) => state.host);
  if (host !== 'electron') return null;
  return (
    <section className="settings-section" data-testid="system-settings">
      <h3>{systemTexts.title}</h3>
      {SYSTEM_CHOICES.map((name) => (
        <Choice key={name} name={name} form={form} />
      ))}
      {form.refusal !== null && <FieldProblem error={form.refusal} />}
    </section>
  );
}

function Choice({ name, form }: { name: SystemChoice; form: SystemForm }) {
  return (
    <div className="choice">
      <Checkbox
        className="checkbox"
        data-testid={`system-${name}`}
        isSelected={form.values[name]}
        onChange={(isOn) => form.choose(name, isOn)}
      >
        <span className="checkbox-box">
          <Check size={14} strokeWidth={3} aria-hidden="true" />
        </span>
        <span>{systemTexts[name]}</span>
      </Checkbox>
      <p className="help">{systemTexts[`${name}Help`]}</p>
    </div>
  );
}
