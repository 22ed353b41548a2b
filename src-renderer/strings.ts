// The older texts of the interface, in the window's language. New ones stand by area in texts/.
import { inLanguage } from './language.ts';
import { de } from './strings/de.ts';
import { en } from './strings/en.ts';

export const strings = inLanguage({ en, de });
