// Genres in the language of the window; the catalog has them in English.
import { inLanguage } from '../language.ts';

const german: Readonly<Record<string, string>> = {
  Action: 'Action',
  Adventure: 'Adventure',
  Arcade: 'Arcade',
  'Arena shooter': 'Arena-Shooter',
  Artillery: 'Artillerie',
  'Board game': 'Brettspiel',
  'Business simulation': 'Wirtschaftssimulation',
  'Card game': 'Kartenspiel',
  'Factory strategy': 'Fabrikstrategie',
  Fighting: 'Kampfspiel',
  Platform: 'Jump ’n’ Run',
  'Platform shooter': 'Jump-’n’-Run-Shooter',
  Puzzle: 'Knobelspiel',
  Racing: 'Rennspiel',
  'Real-time strategy': 'Echtzeitstrategie',
  'Real-time tactics': 'Echtzeittaktik',
  'Role-playing': 'Rollenspiel',
  Sandbox: 'Sandbox',
  Shooter: 'Shooter',
  Simulation: 'Simulation',
  Sports: 'Sport',
  Strategy: 'Strategie',
  Tactics: 'Taktik',
  'Tower defence': 'Tower-Defense',
  'Turn-based strategy': 'Rundenstrategie',
  'Turn-based tactics': 'Rundentaktik',
  'Vehicle simulation': 'Fahrzeugsimulation',
};

/** A genre that is not known stays as the catalog has it. */
export const germanGenre = (genre: string): string => german[genre] ?? genre;

export const genreText = inLanguage({ en: (genre: string) => genre, de: germanGenre });
