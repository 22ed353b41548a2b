// Texts about how the window looks and which language it speaks.
import type { CoverAspect, Density, LanguageChoice, Motion, Theme } from '../../src-shared/appearance.ts';
import { inLanguage } from '../language.ts';

interface AppearanceTexts {
  title: string;
  language: string;
  languageHelp: string;
  languages: Record<LanguageChoice, string>;
  theme: string;
  themes: Record<Theme, string>;
  density: string;
  densities: Record<Density, string>;
  coverAspect: string;
  coverAspects: Record<CoverAspect, string>;
  motion: string;
  motions: Record<Motion, string>;
}

export const appearanceTexts = inLanguage<AppearanceTexts>({
  en: {
    title: 'Appearance',
    language: 'Language',
    languageHelp: 'Games that ask for a language get it too.',
    // Each language by its own name, so that it is found from any other.
    languages: { system: 'As the system', en: 'English', de: 'Deutsch' },
    theme: 'Theme',
    themes: { system: 'As the system', dark: 'Dark', light: 'Light', contrast: 'High contrast' },
    density: 'Density',
    densities: { compact: 'Compact', normal: 'Normal', large: 'Large' },
    coverAspect: 'Covers',
    coverAspects: { box: 'Upright', square: 'Square', banner: 'Wide' },
    motion: 'Motion',
    motions: { system: 'As the system', reduced: 'Reduced' },
  },
  de: {
    title: 'Darstellung',
    language: 'Sprache',
    languageHelp: 'Spiele, die nach einer Sprache fragen, bekommen sie auch.',
    languages: { system: 'Wie das System', en: 'English', de: 'Deutsch' },
    theme: 'Farben',
    themes: { system: 'Wie das System', dark: 'Dunkel', light: 'Hell', contrast: 'Hoher Kontrast' },
    density: 'Dichte',
    densities: { compact: 'Kompakt', normal: 'Normal', large: 'Groß' },
    coverAspect: 'Cover',
    coverAspects: { box: 'Hochkant', square: 'Quadratisch', banner: 'Breit' },
    motion: 'Bewegung',
    motions: { system: 'Wie das System', reduced: 'Reduziert' },
  },
});
