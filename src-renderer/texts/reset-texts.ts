// Texts about putting a section of the settings back.
import { inLanguage } from '../language.ts';

export const resetTexts = inLanguage({
  en: {
    reset: 'Reset',
    undo: 'Undo',
    undoOf: (section: string) => `Undo the reset: ${section}`,
    done: (section: string) => `${section}: back to the defaults. Undo is there.`,
    undone: (section: string) => `${section}: as before.`,
    folder: 'Use the present folder',
    folderHelp: 'There is no default folder: this puts the one back that is in use. No file is moved or deleted.',
  },
  de: {
    reset: 'Zurücksetzen',
    undo: 'Rückgängig',
    undoOf: (section: string) => `Zurücksetzen rückgängig machen: ${section}`,
    done: (section: string) => `${section}: wieder wie am Anfang. Das lässt sich rückgängig machen.`,
    undone: (section: string) => `${section}: wie vorher.`,
    folder: 'Jetzigen Ordner nehmen',
    folderHelp:
      'Einen Ordner von Anfang an gibt es nicht: Hier kommt der zurück, der in Gebrauch ist. Keine Datei wird bewegt oder gelöscht.',
  },
});
