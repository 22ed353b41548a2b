// What a game root says about its game: downloaded, installed, and so how it is available.
import type { Availability } from '../../../src-shared/game.ts';

export interface RootFacts {
  /** What stands at `version.ini` directly in the root; a link or a directory is `other`. */
  sentinel: 'regular' | 'other' | 'missing';
  /** Whether `local` directly in the root is a directory; a link to one is none. */
  localIsDirectory: boolean;
}

export interface GameState {
  downloaded: boolean;
  installed: boolean;
  /** null: neither downloaded nor installed. */
  availability: Availability | null;
}

export function gameState(facts: RootFacts): GameState {
  const downloaded = facts.sentinel === 'regular';
  const installed = facts.localIsDirectory;
  return { downloaded, installed, availability: availabilityOf({ downloaded, installed }) };
}

export function availabilityOf({ downloaded, installed }: Omit<GameState, 'availability'>): Availability | null {
  if (downloaded) return 'Ready';
  return installed ? 'LocalOnly' : null;
}
