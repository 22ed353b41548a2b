// Texts about newer versions of the program.
import { inLanguage } from '../language.ts';

export const updateTexts = inLanguage({
  en: {
    title: 'Updates',
    own: 'This PC has',
    newest: 'Newest in the room',
    nobody: 'Nobody in the room says which version is there.',
    upToDate: (count: number) =>
      count === 1 ? 'The other PC has no newer version.' : `None of the ${count} other PCs has a newer version.`,
    newer: (version: string, names: string) => `${version} (${names})`,
    howTo:
      'Get it from where you got this one, or copy the program from that PC. Quit Lanspread, then install it or put it in place of the old one: settings, games and downloads stay.',
    noServer: 'Lanspread asks no server: it only compares with the PCs in the room.',
  },
  de: {
    title: 'Updates',
    own: 'Dieser PC hat',
    newest: 'Neueste im Raum',
    nobody: 'Niemand im Raum sagt, welche Version dort läuft.',
    upToDate: (count: number) =>
      count === 1
        ? 'Der andere PC hat keine neuere Version.'
        : `Keiner der ${count} anderen PCs hat eine neuere Version.`,
    newer: (version: string, names: string) => `${version} (${names})`,
    howTo:
      'Hol sie dort, wo du diese her hast, oder kopiere das Programm von jenem PC. Beende Lanspread und installiere sie, oder leg sie an die Stelle der alten: Einstellungen, Spiele und Downloads bleiben.',
    noServer: 'Lanspread fragt keinen Server: Es vergleicht nur mit den PCs im Raum.',
  },
});
