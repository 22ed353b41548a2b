// The frame around the findings of the network check; their own words are shared with the command line.
import { inLanguage } from '../language.ts';

const en = {
  running: 'Checking the network…',
  failed: 'The check could not be made',
  again: 'Check again',
  summary: (wrong: number) =>
    wrong === 0 ? 'Nothing wrong was found' : wrong === 1 ? '1 thing to look at' : `${wrong} things to look at`,
  levels: { bad: 'Problem', warn: 'Warning', good: 'Good', unknown: 'Not known' },
};

const de: typeof en = {
  running: 'Das Netzwerk wird geprüft…',
  failed: 'Die Prüfung ging nicht',
  again: 'Noch einmal prüfen',
  summary: (wrong) =>
    wrong === 0
      ? 'Es wurde nichts Falsches gefunden'
      : wrong === 1
        ? '1 Sache zum Ansehen'
        : `${wrong} Sachen zum Ansehen`,
  levels: { bad: 'Problem', warn: 'Warnung', good: 'Gut', unknown: 'Nicht bekannt' },
};

export const doctorPageTexts = inLanguage({ en, de });
