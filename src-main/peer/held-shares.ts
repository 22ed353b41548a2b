// How far our running downloads have come, as the others are told: a coarse share, now and then.
import type { GameId } from '../../src-shared/game.ts';
import type { Clock } from './edge/clock.ts';
import type { Stop } from './edge/stop.ts';
import type { PartialGame, PartialGames } from './library/partial-games.ts';
import { heldPercent } from './rules/spread.ts';

/** A room of forty that all fetch the same hears ten such words a second. */
const intervalMs = 4000;

export interface HeldShares {
  /** Whole percent, as it was last told. */
  percentOf: (game: PartialGame) => number;
  /** What is shared has changed. */
  wake: () => void;
  stop: Stop;
}

export interface HeldSharesOptions {
  partials: Pick<PartialGames, 'all'>;
  clock: Clock;
  /** A share has changed. */
  onChange: () => void;
}

export function createHeldShares({ partials, clock, onChange }: HeldSharesOptions): HeldShares {
  const told = new Map<GameId, number>();
  let callOff: (() => void) | null = null;

  const measure = (): boolean => {
    const now = new Map(partials.all().map((game) => [game.gameId, heldPercent(game.have)]));
    for (const gameId of told.keys()) if (!now.has(gameId)) told.delete(gameId);
    const changed = [...now].filter(([gameId, percent]) => told.get(gameId) !== percent);
    for (const [gameId, percent] of changed) told.set(gameId, percent);
    return changed.length > 0;
  };

  /** Runs only while there is something to tell. */
  const wake = () => {
    if (callOff !== null || partials.all().length === 0) return;
    callOff = clock.after(intervalMs, () => {
      callOff = null;
      if (measure()) onChange();
      wake();
    });
  };

  return {
    percentOf: (game) => {
      const percent = told.get(game.gameId) ?? heldPercent(game.have);
      told.set(game.gameId, percent);
      return percent;
    },
    wake,
    stop: async () => callOff?.(),
  };
}
