// The limits, where one looks for them when something is too fast or too slow.
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { downloadsPageTexts } from '../../texts/downloads-page-texts.ts';
import { LimitFields } from '../LimitFields.tsx';
import { useLimitsForm } from '../limits-form.ts';

export function LimitsPanel() {
  const form = useLimitsForm('downloads');
  const [saved, setSaved] = useState(false);
  const save = async () => {
    setSaved(form.check() && (await form.save()));
  };
  return (
    <details className="limits-panel" data-testid="limits-panel">
      <summary>{downloadsPageTexts.limits}</summary>
      <Form
        validationBehavior="aria"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <LimitFields form={form} />
        <Button type="submit" className="button" data-testid="save-limits">
          {downloadsPageTexts.saveLimits}
        </Button>
        {saved && <output className="field-good">{downloadsPageTexts.limitsSaved}</output>}
      </Form>
    </details>
  );
}
