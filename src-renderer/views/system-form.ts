// What the desktop program does around its window, as a form.
import { useState } from 'react';
import { toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import type { SystemSettings } from '../../src-shared/system-settings.ts';
import { useApp, useAppState } from '../store/use-app.ts';
import { useDraft } from './use-draft.ts';

export const SYSTEM_CHOICES = [
  'closeToTray',
  'notifications',
  'startHidden',
] as const satisfies readonly (keyof SystemSettings)[];
export type SystemChoice = (typeof SYSTEM_CHOICES)[number];

export function useSystemForm() {
  const app = useApp();
  const saved = useAppState((state) => state.settings.system);
  const [values, setValues] = useDraft('system', () => saved);
  const [refusal, setRefusal] = useState<ErrorData | null>(null);

  const choose = (name: SystemChoice, isOn: boolean) => setValues((old) => ({ ...old, [name]: isOn }));

  /** True when everything is saved. */
  const save = async (): Promise<boolean> => {
    if (SYSTEM_CHOICES.every((name) => values[name] === saved[name])) return true;
    try {
      await app.saveSettings({ system: values });
      return true;
    } catch (error) {
      setRefusal(toErrorData(error));
      return false;
    }
  };

  return { values, setValues, choose, refusal, save };
}

export type SystemForm = ReturnType<typeof useSystemForm>;
