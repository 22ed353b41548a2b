// Which language the window speaks. It is settled before the first text is made, so that every text can be a constant.

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'lanspread-language';

/** What the last run was set to, else the system's language where there are texts in it, else English. */
export const language: Language = findLanguage(readStored(), globalThis.navigator?.languages ?? []);

/** The one of these texts that is in the window's language. */
export const inLanguage = <T>(texts: Record<Language, T>): T => texts[language];

/** Remembers the choice (null = as the system) and says whether the window has to load anew to speak it. */
export function chooseLanguage(choice: Language | null): boolean {
  // Where nothing is kept, loading anew would change nothing, again and again.
  if (readStored() !== choice && !store(choice)) return false;
  return findLanguage(choice, globalThis.navigator?.languages ?? []) !== language;
}

function store(choice: Language | null): boolean {
  try {
    if (choice === null) globalThis.localStorage.removeItem(storageKey);
    else globalThis.localStorage.setItem(storageKey, choice);
  } catch {
    return false;
  }
  return readStored() === choice;
}

/** `preferred`: language tags, the most wanted first. */
export function findLanguage(stored: string | null, preferred: readonly string[]): Language {
  const wanted = [stored, ...preferred.map((tag) => tag.split('-')[0])];
  for (const one of wanted) {
    const found = languages.find((known) => known === one);
    if (found !== undefined) return found;
  }
  return 'en';
}

function readStored(): string | null {
  try {
    return globalThis.localStorage?.getItem(storageKey) ?? null;
  } catch {
    // A browser that keeps nothing for this page.
    return null;
  }
}
