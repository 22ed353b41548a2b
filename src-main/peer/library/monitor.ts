// Keeps the library true while the peer runs: rescans what the watcher calls dirty, and everything now and then.
import type { GameId } from '../../../src-shared/game.ts';
import type { Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import type { Stop } from '../edge/stop.ts';

const fallbackScanMs = 300_000;

export interface MonitorOptions {
  /** Starts the watcher with these callbacks. */
  watch: (callbacks: { onGameDirty: (gameId: GameId) => void; onEverythingDirty: (reason: string) => void }) => Stop;
  /** A game with a running operation is left alone: it is rescanned when that ends. */
  isBusy: (gameId: GameId) => boolean;
  rescanGame: (gameId: GameId) => Promise<void>;
  rescanAll: () => Promise<void>;
  clock: Clock;
  log: Log;
}

export function startMonitor(options: MonitorOptions): Stop {
  const { isBusy, rescanGame, rescanAll, clock, log } = options;
  const report = (error: unknown) => log('warn', `rescan: ${String(error)}`);
  const everything = collapse(() => rescanAll().catch(report));
  const games = new Map<GameId, () => void>();
  let callOff = () => {};

  const onGameDirty = (gameId: GameId) => {
    if (isBusy(gameId)) return;
    const rescan = games.get(gameId) ?? collapse(() => rescanGame(gameId).catch(report));
    games.set(gameId, rescan);
    rescan();
  };

  const fallback = () => {
    everything();
    callOff = clock.after(fallbackScanMs, fallback);
  };

  callOff = clock.after(fallbackScanMs, fallback);
  const stopWatching = options.watch({
    onGameDirty,
    onEverythingDirty: (reason) => {
      log('info', `full scan: ${reason}`);
      everything();
    },
  });
  return async () => {
    callOff();
    await stopWatching();
  };
}

/** However often it is called while one run is under way, exactly one more follows. */
export function collapse(run: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const start = async () => {
    running = true;
    do {
      again = false;
      await run();
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void start();
  };
}
