// Texts beside a failure: what to do next, and all about it to send on.
import { inLanguage } from '../language.ts';

export const errorTexts = inLanguage({
  en: {
    whatToDo: 'What to do',
    copyDetails: 'Copy details',
    detailsOf: { what: 'What happened', next: 'What to do', code: 'Code', cause: 'Cause', output: 'Output' },
  },
  de: {
    whatToDo: 'Was tun?',
    copyDetails: 'Einzelheiten kopieren',
    detailsOf: { what: 'Was geschah', next: 'Was zu tun ist', code: 'Code', cause: 'Ursache', output: 'Ausgabe' },
  },
});
