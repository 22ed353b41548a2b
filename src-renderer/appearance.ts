// Puts the chosen look onto the page, and remembers it so that the next window starts with it.
import { defaultAppearance, themes, type Appearance, type Theme } from '../src-shared/appearance.ts';

const storageKey = 'lanspread-appearance';

export interface SystemLook {
  light: boolean;
  contrast: boolean;
}

/** What `system` comes to. */
export function settleTheme(theme: Theme, { light, contrast }: SystemLook): Exclude<Theme, 'system'> {
  if (theme !== 'system') return theme;
  if (contrast) return 'contrast';
  return light ? 'light' : 'dark';
}

const lightQuery = '(prefers-color-scheme: light)';
const contrastQuery = '(prefers-contrast: more)';

/** Follows the system where that is chosen, until the answered function is called. */
export function showAppearance(appearance: Appearance): () => void {
  const queries = [lightQuery, contrastQuery].map((query) => matchMedia(query));
  const show = () => {
    const [light, contrast] = queries.map(({ matches }) => matches);
    const { dataset } = document.documentElement;
    dataset['theme'] = settleTheme(appearance.theme, { light: light === true, contrast: contrast === true });
    dataset['motion'] = appearance.motion;
    dataset['density'] = appearance.density;
    dataset['coverAspect'] = appearance.coverAspect;
  };
  show();
  for (const query of queries) query.addEventListener('change', show);
  return () => {
    for (const query of queries) query.removeEventListener('change', show);
  };
}

export function rememberAppearance(appearance: Appearance): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(appearance));
  } catch {
    // The next window then starts in the usual look until it has heard of the chosen one.
  }
}

/** Only the theme would flash; the rest comes with the settings before a card is drawn. */
export function rememberedAppearance(): Appearance {
  try {
    const saved = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as { theme?: unknown };
    const theme = themes.find((known) => known === saved.theme) ?? defaultAppearance.theme;
    return { ...defaultAppearance, theme };
  } catch {
    return defaultAppearance;
  }
}

/** What of the window tells it. */
export interface MotionSource {
  document: { documentElement: { dataset: DOMStringMap } };
  matchMedia: (query: string) => { matches: boolean };
}

/** By the system, or by this window's own setting. */
export function wantsLessMotion({ document, matchMedia: ask }: MotionSource): boolean {
  return document.documentElement.dataset['motion'] === 'reduced' || ask('(prefers-reduced-motion: reduce)').matches;
}
