// Language and look: each choice holds at once, so that it can be seen.
import { useState } from 'react';
import {
  coverAspects,
  densities,
  languageChoices,
  motions,
  themes,
  type Appearance,
} from '../../src-shared/appearance.ts';
import type { Settings } from '../../src-shared/app-bridge.ts';
import { toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import { useApp, useAppState } from '../store/use-app.ts';
import { appearanceTexts } from '../texts/appearance-texts.ts';
import { ChoiceSelect } from './ChoiceSelect.tsx';
import { FieldProblem } from './FieldProblem.tsx';
import { SectionHead } from './SectionHead.tsx';

export function AppearanceFields() {
  const { save, problem } = useSaveAtOnce();
  const { appearance, language } = useAppState((state) => state.settings);
  const defaults = useAppState((state) => state.defaults);
  const change = (part: Partial<Appearance>) => save({ appearance: { ...appearance, ...part } });
  const texts = appearanceTexts;
  return (
    <>
      <SectionHead
        title={texts.title}
        name="appearance"
        now={{ language, appearance: inOrder(appearance) }}
        defaults={{ language: defaults.language, appearance: inOrder(defaults.appearance) }}
        put={save}
      />
      <LanguageField />
      <div className="choices">
        <ChoiceSelect
          label={texts.theme}
          values={themes}
          texts={texts.themes}
          value={appearance.theme}
          onChange={(theme) => change({ theme })}
          testId="theme"
        />
        <ChoiceSelect
          label={texts.motion}
          values={motions}
          texts={texts.motions}
          value={appearance.motion}
          onChange={(motion) => change({ motion })}
          testId="motion"
        />
        <ChoiceSelect
          label={texts.density}
          values={densities}
          texts={texts.densities}
          value={appearance.density}
          onChange={(density) => change({ density })}
          testId="density"
        />
        <ChoiceSelect
          label={texts.coverAspect}
          values={coverAspects}
          texts={texts.coverAspects}
          value={appearance.coverAspect}
          onChange={(coverAspect) => change({ coverAspect })}
          testId="cover-aspect"
        />
      </div>
      {problem !== null && <FieldProblem error={problem} />}
    </>
  );
}

/** Two of the same look are then also the same as text. */
const inOrder = ({ density, coverAspect, theme, motion }: Appearance): Appearance => ({
  density,
  coverAspect,
  theme,
  motion,
});

/** The window loads anew in the chosen language. */
export function LanguageField() {
  const { save, problem } = useSaveAtOnce();
  const language = useAppState((state) => state.settings.language);
  return (
    <div className="field">
      <ChoiceSelect
        label={appearanceTexts.language}
        values={languageChoices}
        texts={appearanceTexts.languages}
        value={language}
        onChange={(choice) => save({ language: choice })}
        testId="language"
      />
      {problem === null ? <p className="help">{appearanceTexts.languageHelp}</p> : <FieldProblem error={problem} />}
    </div>
  );
}

function useSaveAtOnce() {
  const app = useApp();
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const save = (change: Partial<Settings>) => {
    setProblem(null);
    app.saveSettings(change).catch((error: unknown) => setProblem(toErrorData(error)));
  };
  return { save, problem };
}
