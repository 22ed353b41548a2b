// What was started from here and still runs: told to whoever listens, and ended when asked to.
import type { GameId } from '../../src-shared/game.ts';
import { PeerError, toErrorData } from '../../src-shared/peer-error.ts';
import type { GameEnd, LaunchKind, RunningChange, RunningGame } from '../../src-shared/running-game.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { Log } from '../peer/edge/log.ts';
import type { Stop } from '../peer/edge/stop.ts';
import { watchTree, type TreeWatch, type Watched } from './process-tree.ts';
import type { Strike } from './running-record.ts';

export interface StartedGame extends Watched {
  gameId: GameId;
  title: string;
  kind: LaunchKind;
  /** Milliseconds since the epoch. */
  sinceMs: number;
  strike: Strike;
  /** What to say of a code that is not 0; null when whoever started it says it. */
  describeFailure: ((code: number | null) => Promise<PeerError>) | null;
}

export interface AddedGame {
  /** Off the list before all of it has ended, unless it is being ended. Answers whether somebody has asked it to end. */
  leave: () => boolean;
}

export interface RunningGames {
  add: (started: StartedGame) => AddedGame;
  /** As `add`, of what only precedes the game: how it ends is told to nobody but who added it. */
  addSetUp: (started: Omit<StartedGame, 'describeFailure'>) => AddedGame;
  list: () => RunningGame[];
  /** Asks it to end, forces it after 5 s. Throws PeerError `nothing-to-cancel`, `permission-denied`, `game-running`. */
  end: (gameId: GameId, kind: LaunchKind) => Promise<void>;
  /** Answers how to leave. */
  watch: (listener: (change: RunningChange) => void) => () => void;
  /** Looks no longer; what runs goes on. */
  stop: Stop;
}

/** After being asked, and again after having been forced. */
const patienceMs = 5000;

interface Entry {
  started: StartedGame;
  row: RunningGame;
  watch: TreeWatch;
  ended: PromiseWithResolvers<void>;
  /** Asked to end, so that its exit code is no failure. */
  isEnding: boolean;
}

export function createRunningGames(clock: Clock, log: Log): RunningGames {
  const entries = new Map<string, Entry>();
  const listeners = new Set<(change: RunningChange) => void>();
  let isStopped = false;
  const list = () => Array.from(entries.values(), ({ row }) => row);
  const tell = (ended: GameEnd | null) => {
    for (const listener of listeners) listener({ running: list(), ended });
  };

  const settle = async (entry: Entry, code: number | null) => {
    const { gameId, kind, describeFailure, strike } = entry.started;
    entries.delete(keyOf(gameId, kind));
    strike();
    if (entry.row.settingUp) tell(null);
    else {
      const failure = code === 0 || entry.isEnding ? null : ((await describeFailure?.(code)) ?? null);
      if (failure !== null) log('warn', failure.message);
      tell({ gameId, kind, code, error: failure === null ? null : toErrorData(failure) });
    }
    entry.ended.resolve();
  };

  const leave = (entry: Entry): boolean => {
    const { gameId, kind, strike } = entry.started;
    if (entry.isEnding || entries.get(keyOf(gameId, kind)) !== entry) return entry.isEnding;
    entry.watch.stop();
    entries.delete(keyOf(gameId, kind));
    strike();
    tell(null);
    return false;
  };

  const add = (started: StartedGame, row: RunningGame): AddedGame => {
    // What was still being started when the launcher closed goes on unwatched.
    if (isStopped) return { leave: () => false };
    const watch = watchTree(started, clock, (code) => void settle(entry, code));
    const entry: Entry = { started, row, watch, ended: Promise.withResolvers(), isEnding: false };
    entries.set(keyOf(row.gameId, row.kind), entry);
    tell(null);
    return { leave: () => leave(entry) };
  };

  return {
    add: (started) => add(started, rowOf(started)),
    addSetUp: (started) => add({ ...started, describeFailure: null }, { ...rowOf(started), settingUp: true }),
    list,
    end: async (gameId, kind) => {
      const entry = entries.get(keyOf(gameId, kind));
      if (entry === undefined) throw new PeerError('nothing-to-cancel', 'It does not run any more.');
      await endEntry(entry, clock);
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => {
      isStopped = true;
      for (const { watch } of entries.values()) watch.stop();
      listeners.clear();
    },
  };
}

const rowOf = ({ gameId, kind, sinceMs }: RunningGame): RunningGame => ({ gameId, kind, sinceMs });

const keyOf = (gameId: GameId, kind: LaunchKind) => `${kind}/${gameId}`;

async function endEntry(entry: Entry, clock: Clock): Promise<void> {
  const { tree, title } = entry.started;
  entry.isEnding = true;
  try {
    await tree.end(false);
  } catch (error) {
    entry.isEnding = false;
    throw error;
  }
  entry.watch.hurry();
  if (await endsInTime(entry, clock)) return;
  await tree.end(true);
  entry.watch.hurry();
  if (await endsInTime(entry, clock)) return;
  throw new PeerError('game-running', `${title} does not end.`, 'Close it yourself, or restart the PC.');
}

async function endsInTime({ ended }: Entry, clock: Clock): Promise<boolean> {
  const patience = Promise.withResolvers<false>();
  const callOff = clock.after(patienceMs, () => patience.resolve(false));
  const inTime = await Promise.race([ended.promise.then(() => true), patience.promise]);
  callOff();
  return inTime;
}
