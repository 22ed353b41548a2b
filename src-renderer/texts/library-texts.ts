// Texts of the library's views: list, space, keys.
import { inLanguage } from '../language.ts';

const en = {
  showGrid: 'Show covers',
  showList: 'Show a list',
  refreshed: 'The library is up to date.',
  notRefreshed: 'The library could not be looked through.',
  notShareable: 'Not shareable',
  notShareableHelp: 'It was installed straight from the room, so there are no files here that others could get.',
  lastPlayed: 'Last played',
  space: {
    title: 'Space',
    download: 'To download',
    unpacked: 'Unpacked',
    free: 'Free on the disk',
    remaining: 'Free afterwards',
    installNote: 'Installing unpacks the game beside its archive. How much that takes shows when it begins.',
    unpackedNote: 'Installing unpacks the game beside its archive.',
    replacedNote: 'What the old install takes becomes free again.',
    short: (size: string) => `${size} are missing.`,
    dialogTitle: (title: string) => `Not enough space for ${title}`,
    fitsTitle: (title: string) => `Enough space for ${title}`,
    fits: (free: string) => `It fits now: ${free} are free.`,
    dialogLead: (unpacked: string | null, needed: string, spare: string, free: string, missing: string) => {
      const install = unpacked === null ? '' : ` and then unpacked to ${unpacked}`;
      return `${needed} are to be downloaded${install}, and ${spare} are to stay free, but only ${free} are free: ${missing} are missing.`;
    },
    lowDiskHelp: 'Unpacks straight from the room and stores no archive. Others cannot get the game from this PC then.',
    replaceHelp: 'Deletes the downloaded old version first. There is no way back to it.',
    otherFolder: 'Choose another folder',
    otherFolderHelp: 'On a disk with more space.',
    removable: 'What could be removed',
    removableHelp: 'Downloaded, but not installed. The room may give it back later.',
    remove: (size: string) => `Frees ${size}`,
    anyway: 'Download anyway',
  },
};

const de: typeof en = {
  showGrid: 'Als Cover zeigen',
  showList: 'Als Liste zeigen',
  refreshed: 'Die Bibliothek ist auf dem neuesten Stand.',
  notRefreshed: 'Die Bibliothek ließ sich nicht durchsehen.',
  notShareable: 'Nicht teilbar',
  notShareableHelp:
    'Es wurde direkt aus dem Raum installiert. Hier liegen also keine Dateien, die andere laden könnten.',
  lastPlayed: 'Zuletzt gespielt',
  space: {
    title: 'Platz',
    download: 'Zu laden',
    unpacked: 'Entpackt',
    free: 'Frei auf dem Laufwerk',
    remaining: 'Danach frei',
    installNote:
      'Beim Installieren wird das Spiel neben seinem Archiv entpackt. Wie viel das braucht, zeigt sich dann.',
    unpackedNote: 'Beim Installieren wird das Spiel neben seinem Archiv entpackt.',
    replacedNote: 'Was die alte Installation belegt, wird wieder frei.',
    short: (size: string) => `${size} fehlen.`,
    dialogTitle: (title: string) => `Zu wenig Platz für ${title}`,
    fitsTitle: (title: string) => `Genug Platz für ${title}`,
    fits: (free: string) => `Jetzt passt es: ${free} sind frei.`,
    dialogLead: (unpacked: string | null, needed: string, spare: string, free: string, missing: string) => {
      const install = unpacked === null ? '' : ` und dann zu ${unpacked} zu entpacken`;
      return `${needed} sind zu laden${install}, und ${spare} sollen frei bleiben, aber nur ${free} sind frei: ${missing} fehlen.`;
    },
    lowDiskHelp:
      'Entpackt direkt aus dem Raum und speichert kein Archiv. Andere bekommen das Spiel dann nicht von dir.',
    replaceHelp: 'Löscht zuerst die geladene alte Version. Zurück geht es dann nicht.',
    otherFolder: 'Anderen Ordner wählen',
    otherFolderHelp: 'Auf einem Laufwerk mit mehr Platz.',
    removable: 'Was du entfernen könntest',
    removableHelp: 'Geladen, aber nicht installiert. Der Raum kann es später wieder hergeben.',
    remove: (size: string) => `Macht ${size} frei`,
    anyway: 'Trotzdem laden',
  },
};

export const libraryTexts = inLanguage({ en, de });
