// How the window looks and which language it speaks, as the player chose.

/** `system`: as the system is set. */
export const languageChoices = ['system', 'en', 'de'] as const;
export type LanguageChoice = (typeof languageChoices)[number];

export const densities = ['compact', 'normal', 'large'] as const;
export type Density = (typeof densities)[number];

/** `box` is upright like a case, `banner` wide. */
export const coverAspects = ['box', 'square', 'banner'] as const;
export type CoverAspect = (typeof coverAspects)[number];

export const themes = ['system', 'dark', 'light', 'contrast'] as const;
export type Theme = (typeof themes)[number];

export const motions = ['system', 'reduced'] as const;
export type Motion = (typeof motions)[number];

export interface Appearance {
  density: Density;
  coverAspect: CoverAspect;
  theme: Theme;
  motion: Motion;
}

export const defaultAppearance: Appearance = {
  density: 'normal',
  coverAspect: 'square',
  theme: 'dark',
  motion: 'system',
};
