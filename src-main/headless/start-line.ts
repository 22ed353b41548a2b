// What the command line asks of a peer that has no window.
import path from 'node:path';
import { findPortableDir } from '../app/portable.ts';
import { parseStartOptions, type StartOptions } from '../app/start-options.ts';
import { findStartRequest } from '../app/start-request.ts';
import type { GameId } from '../../src-shared/game.ts';
import { PeerError } from '../../src-shared/peer-error.ts';

export interface StartLine extends StartOptions {
  /** To be played at once. */
  play: GameId | null;
}

/** As `parseStartOptions`; throws `invalid-command` also for what only the desktop program can do. */
export function parseStartLine(argv: string[], cwd: string, installDir: string): StartLine | 'help' {
  // A desktop program that started this one may have left its own place in the environment.
  const portableDir = findPortableDir({ argv, env: {}, executable: path.join(installDir, 'package.json') });
  const options = parseStartOptions(argv, cwd, installDir, portableDir);
  if (options === 'help') return options;
  if (options.hidden) {
    throw new PeerError('invalid-command', '--hidden: there is no window to hide.', 'Leave it out.');
  }
  return { ...options, play: playOf(argv) };
}

function playOf(argv: string[]): GameId | null {
  const request = findStartRequest(argv);
  if (request !== null) return request.gameId;
  if (!argv.some((word) => /^--start(=|$)/.test(word))) return null;
  throw new PeerError('invalid-command', '--start needs the id of a game.', 'list-games tells the ids.');
}
