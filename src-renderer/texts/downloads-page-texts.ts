// The texts that only the page of downloads has.
import { inLanguage } from '../language.ts';

const en = {
  now: 'Now',
  next: 'In line',
  streamed: 'Low-disk installs',
  network: 'Network',
  disk: 'Disk',
  peak: 'Peak',
  left: 'Time left',
  noPieceYet: 'first piece on its way',
  chart: (network: string, disk: string, peak: string) =>
    `The last minute. Network ${network}, disk ${disk}, peak ${peak}.`,
  noCurveYet: 'The curves begin with the first bytes.',
  drag: (title: string) => `Move ${title} by dragging`,
  finished: 'Finished',
  finishedNone: 'What finishes while Lanspread runs is listed here.',
  clear: 'Clear',
  downloaded: 'Downloaded',
  installed: 'Installed',
  summary: (bytes: string, duration: string, rate: string) => `${bytes} in ${duration}, ${rate}`,
  from: (count: number) => (count === 1 ? 'from 1 PC' : `from ${count} PCs`),
  limits: 'Limits',
  saveLimits: 'Save limits',
  limitsSaved: 'Limits saved',
};

const de: typeof en = {
  now: 'Jetzt',
  next: 'In der Reihe',
  streamed: 'Platzsparende Installationen',
  network: 'Netzwerk',
  disk: 'Platte',
  peak: 'Spitze',
  left: 'Verbleibend',
  noPieceYet: 'das erste Stück kommt',
  chart: (network, disk, peak) => `Die letzte Minute. Netzwerk ${network}, Platte ${disk}, Spitze ${peak}.`,
  noCurveYet: 'Die Kurven beginnen mit den ersten Bytes.',
  drag: (title) => `${title} durch Ziehen verschieben`,
  finished: 'Fertig',
  finishedNone: 'Was fertig wird, solange Lanspread läuft, steht hier.',
  clear: 'Leeren',
  downloaded: 'Geladen',
  installed: 'Installiert',
  summary: (bytes, duration, rate) => `${bytes} in ${duration}, ${rate}`,
  from: (count) => (count === 1 ? 'von 1 PC' : `von ${count} PCs`),
  limits: 'Grenzen',
  saveLimits: 'Grenzen speichern',
  limitsSaved: 'Grenzen gespeichert',
};

export const downloadsPageTexts = inLanguage({ en, de });
