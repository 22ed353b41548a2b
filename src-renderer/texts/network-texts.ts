// Texts of the settings about port and room, and of the notice when one of them is not as it was wanted.
import { inLanguage } from '../language.ts';

const en = {
  title: 'Network',
  port: 'Port',
  automatic: 'Automatic',
  portHelp: (now: number) =>
    `Other PCs reach this one there, by UDP and TCP. An empty field chooses by itself; now it is ${now}.`,
  portWrong: 'Enter a number from 1024 to 65535, or leave it empty.',
  room: 'Private room',
  defaultRoom: 'The default room, which everybody can enter',
  roomHelp: 'The folder with the two files of a room that only your friends have. An empty field is the default room.',
  make: 'Make a new room',
  made: 'A new room is made. Copy this folder to every PC that may take part, on a USB stick for example, and choose it there:',
  madeCare: 'Whoever has its files can enter. Save to use the room here.',
  given: (flag: string) => `The command line says ${flag}, which wins over this setting.`,
  later: 'This holds from the next start of Lanspread.',
  portProblem: (port: number) => `Port ${port} is used instead for now.`,
  roomProblem: 'Until the room is back, this PC is alone: nobody sees it, and it sees nobody.',
  openSettings: 'Settings',
};

const de: typeof en = {
  title: 'Netzwerk',
  port: 'Port',
  automatic: 'Automatisch',
  portHelp: (now: number) =>
    `Dort erreichen andere PCs diesen hier, über UDP und TCP. Ein leeres Feld wählt von selbst; jetzt ist es ${now}.`,
  portWrong: 'Gib eine Zahl von 1024 bis 65535 ein, oder lass das Feld leer.',
  room: 'Privater Raum',
  defaultRoom: 'Der Standardraum, in den jeder kommt',
  roomHelp:
    'Der Ordner mit den beiden Dateien eines Raums, die nur deine Freunde haben. Ein leeres Feld ist der Standardraum.',
  make: 'Neuen Raum anlegen',
  made: 'Ein neuer Raum ist angelegt. Kopiere diesen Ordner auf jeden PC, der mitmachen darf, zum Beispiel mit einem USB-Stick, und wähle ihn dort:',
  madeCare: 'Wer die Dateien hat, kommt hinein. Speichere, um den Raum hier zu benutzen.',
  given: (flag: string) => `Die Befehlszeile sagt ${flag}, und das geht dieser Einstellung vor.`,
  later: 'Das gilt ab dem nächsten Start von Lanspread.',
  portProblem: (port: number) => `Solange wird Port ${port} benutzt.`,
  roomProblem: 'Bis der Raum wieder da ist, ist dieser PC allein: Niemand sieht ihn, und er sieht niemanden.',
  openSettings: 'Einstellungen',
};

export const networkTexts = inLanguage({ en, de });
