// The section of the settings about tray, notifications and start; a browser's tab has one of its own.
import { Check } from 'lucide-react';
import { Checkbox } from 'react-aria-components';
import type { SystemSettings } from '../../src-shared/system-settings.ts';
import { useAppState } from '../store/use-app.ts';
import { systemTexts } from '../texts/system-texts.ts';
import { BrowserNotices } from './BrowserNotices.tsx';
import { FieldProblem } from './FieldProblem.tsx';
import { SectionHead } from './SectionHead.tsx';
import { SYSTEM_CHOICES, type SystemChoice, type SystemForm } from './system-form.ts';

export function SystemSection({ form }: { form: SystemForm }) {
  const host = useAppState((state) => state.host);
  const defaults = useAppState((state) => state.defaults.system);
  if (host !== 'electron') return <BrowserNotices />;
  return (
    <section className="settings-section" data-testid="system-settings">
      <SectionHead
        title={systemTexts.title}
        name="system"
        now={inOrder(form.values)}
        defaults={inOrder(defaults)}
        put={form.setValues}
      />
      {SYSTEM_CHOICES.map((name) => (
        <Choice key={name} name={name} form={form} />
      ))}
      {form.refusal !== null && <FieldProblem error={form.refusal} />}
    </section>
  );
}

const inOrder = ({ closeToTray, notifications, startHidden }: SystemSettings): SystemSettings => ({
  closeToTray,
  notifications,
  startHidden,
});

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
