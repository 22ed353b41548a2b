// What was started from here: games and the servers that belong to them.
import type { GameId } from './game.ts';
import type { ErrorData } from './peer-error.ts';

export type LaunchKind = 'game' | 'server';

export interface RunningGame {
  gameId: GameId;
  kind: LaunchKind;
  /** Milliseconds since the epoch. */
  sinceMs: number;
  /** What runs is still its set-up. */
  settingUp?: true;
}

export interface GameEnd {
  gameId: GameId;
  kind: LaunchKind;
  /** Of the script; null when a signal ended it. */
  code: number | null;
  /** Set when it failed by itself, with the last lines of its output. */
  error: ErrorData | null;
}

export interface RunningChange {
  running: RunningGame[];
  /** What has just ended; null when something has started. */
  ended: GameEnd | null;
}

/** Which scripts a game has for this system. */
export interface GameScripts {
  game: boolean;
  server: boolean;
}
