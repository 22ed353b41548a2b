// What is typed in open forms and not saved yet, kept while the page loads anew in another language.

/** A part of `sessionStorage`. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface Drafts {
  /** What was kept under this name where it is of the same shape, else `initial`. */
  take: <T>(name: string, initial: T) => T;
  /** Answers how to let go of it. */
  hold: (name: string, value: unknown) => () => void;
  /** For the next page: what is held now, and what else it needs. */
  keep: (window: unknown) => void;
  /** What else the last page kept; null when it kept nothing. */
  keptWindow: unknown;
}

const key = 'lanspread.drafts';

export function createDrafts(storage: DraftStorage | null): Drafts {
  const kept = takeKept(storage);
  const held = new Map<string, unknown>();
  return {
    take: (name, initial) => {
      const draft = kept.drafts.get(name);
      return isSameShape(draft, initial) ? (draft as typeof initial) : initial;
    },
    hold: (name, value) => {
      // A form that is closed and opened again begins with what is saved.
      kept.drafts.delete(name);
      held.set(name, value);
      return () => void held.delete(name);
    },
    keep: (window) => {
      try {
        storage?.setItem(key, JSON.stringify({ drafts: [...held], window }));
      } catch {
        // A browser that keeps nothing: the fields begin anew.
      }
    },
    keptWindow: kept.window,
  };
}

function takeKept(storage: DraftStorage | null): { drafts: Map<string, unknown>; window: unknown } {
  try {
    const text = storage?.getItem(key) ?? null;
    storage?.removeItem(key);
    const { drafts, window } = JSON.parse(text ?? '') as { drafts: [string, unknown][]; window: unknown };
    return { drafts: new Map(drafts), window };
  } catch {
    return { drafts: new Map(), window: null };
  }
}

/** Of the same type, and with the same fields; of a list only that it is one. */
function isSameShape(draft: unknown, initial: unknown): boolean {
  if (typeof draft !== typeof initial) return false;
  if (typeof draft !== 'object' || draft === null || initial === null) return draft === initial || draft !== null;
  const fields = Object.entries(initial as object);
  return (
    fields.length === Object.keys(draft).length &&
    fields.every(([name, value]) => isSameShape((draft as Record<string, unknown>)[name], value))
  );
}
