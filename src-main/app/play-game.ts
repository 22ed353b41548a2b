// Starts an installed game, or its server: launch settings and set-up script once, then the script that is asked for.
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GameId } from '../../src-shared/game.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { GameScripts, LaunchKind, RunningChange, RunningGame } from '../../src-shared/running-game.ts';
import { playLogName, serverLogName } from '../peer/disk/names.ts';
import { realDisk } from '../peer/disk/real-disk.ts';
import { makeGameStateDir, type GameStatePaths } from '../peer/disk/state-dir.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { GamesInUse } from '../peer/edge/games-in-use.ts';
import type { Log } from '../peer/edge/log.ts';
import type { Stop } from '../peer/edge/stop.ts';
import { createClaimedGames } from './claimed-games.ts';
import { findTree } from './process-tree.ts';
import { noScript, runScript, scriptFailure, type FoundScript, type ScriptRun } from './run-script.ts';
import { createRunningGames, type RunningGames, type StartedGame } from './running-games.ts';
import { createRunningRecord, type RunningRecord } from './running-record.ts';
import { stampLaunchSettings } from './stamp-settings.ts';
import { findScript, type ScriptName } from './start-script.ts';

export interface PlayRequest {
  gameId: GameId;
  title: string;
  /** Absolute path of the game root. */
  gameRoot: string;
  playerName: string;
  kind: LaunchKind;
}

export interface GamePlayer extends GamesInUse {
  /** To be called first: watches again what an earlier start of the launcher has started and still runs. */
  findEarlier: () => Promise<void>;
  /**
   * Resolves once it runs: its script has started and did not fail within a second. Throws PeerError `cannot-play` (no
   * script, or it failed), `game-running`, `operation-in-progress` (already being started, or claimed) or `cancelled` (its set-up was ended).
   */
  play: (request: PlayRequest) => Promise<void>;
  /** Asks it to end, forces it after 5 s. Throws PeerError `nothing-to-cancel`, `permission-denied`, `game-running`. */
  end: (gameId: GameId, kind: LaunchKind) => Promise<void>;
  findScripts: (gameRoot: string) => Promise<GameScripts>;
  /** What was started here and still runs, as far as that can be known; see `processTreeOf`. */
  running: () => RunningGame[];
  /** Answers how to leave. */
  watch: (listener: (change: RunningChange) => void) => () => void;
  /** Watches no longer; what runs goes on. */
  stop: Stop;
}

export interface GamePlayerOptions {
  stateDir: string;
  /** Two letters, handed to the scripts; asked at each start. */
  language: () => string;
  clock: Clock;
  log: Log;
  platform?: NodeJS.Platform;
}

/** A script that fails does so at once: a missing program, a wrong path. */
const earlyFailureMs = 1000;

const launches: Record<LaunchKind, { script: ScriptName; logName: string }> = {
  game: { script: 'game_start', logName: playLogName },
  server: { script: 'server_start', logName: serverLogName },
};

export function createGamePlayer(options: GamePlayerOptions): GamePlayer {
  const starting = new Set<GameId>();
  const claimed = createClaimedGames();
  const platform = options.platform ?? process.platform;
  const games = createRunningGames(options.clock, options.log);
  const record = createRunningRecord({ ...options, platform });
  const users = new Set<() => void>();
  const tellUse = () => {
    for (const listener of users) listener();
  };
  games.watch(tellUse);
  const isInUse = (gameId: GameId) => starting.has(gameId) || games.list().some((row) => row.gameId === gameId);
  return {
    findEarlier: () => findEarlier(games, record, platform),
    play: async (request) => {
      const { gameId, title } = request;
      if (claimed.has(gameId)) throw beingChanged(title);
      refuseTwice(starting.has(gameId), games.list(), request);
      starting.add(gameId);
      try {
        await startGame(request, { ...options, platform, games, record });
      } finally {
        starting.delete(gameId);
        tellUse();
      }
    },
    end: games.end,
    findScripts: async (gameRoot) => {
      const has = async (kind: LaunchKind) => (await findScript(gameRoot, launches[kind].script, platform)) !== null;
      return { game: await has('game'), server: await has('server') };
    },
    running: games.list,
    isInUse,
    tryClaim: (gameId) => (isInUse(gameId) ? null : claimed.add(gameId)),
    watchUse: (listener) => {
      users.add(listener);
      return () => void users.delete(listener);
    },
    watch: games.watch,
    stop: async () => {
      await games.stop();
      await record.stop();
    },
  };
}

async function findEarlier(games: RunningGames, record: RunningRecord, platform: NodeJS.Platform): Promise<void> {
  for (const { run, strike } of await record.readEarlier()) {
    // Where that cannot be told, an earlier start is as good as forgotten.
    const watched = await findTree(run.pid, run.mark, platform).catch(() => null);
    if (watched === null) strike();
    else games.add({ ...run, ...watched, strike, describeFailure: null });
  }
}

/** Calls with whether games run, now and whenever that changes; a server alone does not count, and neither a set-up. */
export function watchPlaying(
  { running, watch }: Pick<GamePlayer, 'running' | 'watch'>,
  onChanged: (playing: boolean) => void,
): () => void {
  let before = false;
  const look = (rows: RunningGame[]) => {
    const playing = rows.some(({ kind, settingUp }) => kind === 'game' && settingUp === undefined);
    if (playing === before) return;
    before = playing;
    onChanged(playing);
  };
  look(running());
  return watch((change) => look(change.running));
}

export const beingChanged = (title: string): PeerError =>
  new PeerError('operation-in-progress', `${title} is being changed.`, 'Wait until that is done.');

/** Game and server share their set-up and their files, so they are started one after the other. */
function refuseTwice(isStarting: boolean, running: RunningGame[], { gameId, kind, title }: PlayRequest): void {
  if (isStarting) throw new PeerError('operation-in-progress', `${title} is being started.`, 'Wait a moment.');
  if (!running.some((row) => row.gameId === gameId && row.kind === kind)) return;
  const [what, hint] =
    kind === 'game' ? [title, 'Close the game first.'] : [`The server of ${title}`, 'Stop the server first.'];
  throw new PeerError('game-running', `${what} is running already.`, hint);
}

interface StartParts extends GamePlayerOptions {
  platform: NodeJS.Platform;
  games: RunningGames;
  record: RunningRecord;
}

interface Start extends PlayRequest {
  run: ScriptRun;
  parts: StartParts;
}

async function startGame(request: PlayRequest, parts: StartParts): Promise<void> {
  const { stateDir, platform, games } = parts;
  const { script, logName } = launches[request.kind];
  const state = await makeGameStateDir(realDisk, stateDir, request.gameId);
  const run: ScriptRun = { ...request, platform, language: parts.language(), logPath: join(state.dir, logName) };
  const path = await findScript(request.gameRoot, script, platform);
  if (path === null) throw noScript(run, script);
  await writeFile(run.logPath, '');
  await stampOrLog(run, parts);
  const start = { ...request, run, parts };
  await setUpOnce(start, state);
  const started = await runNoted(start, { name: script, path });
  if (!(await staysUp(start, started))) return;
  games.add({ ...started, describeFailure: (code) => scriptFailure(run, script, code) });
}

/** From its first moment on the next start of the launcher could find it again. */
async function runNoted({ run, parts, ...request }: Start, found: FoundScript) {
  const { gameId, title, kind } = request;
  const { pid, tree, exited } = await runScript(run, found);
  const noted = { gameId, title, kind, sinceMs: parts.clock.wallMs() };
  return { ...noted, tree, exited, strike: parts.record.note({ ...noted, pid }) };
}

/** A game with another name in it is better than no game. */
async function stampOrLog(run: ScriptRun, { stateDir, log }: GamePlayerOptions): Promise<void> {
  try {
    await stampLaunchSettings({ ...run, disk: realDisk, stateDir, settings: run, log });
  } catch (error) {
    log('warn', error instanceof Error ? error.message : String(error));
  }
}

async function setUpOnce(start: Start, { setupDone }: GameStatePaths): Promise<void> {
  const { run, title, parts } = start;
  const path = await findScript(run.gameRoot, 'game_setup', run.platform);
  if (path === null || (await exists(setupDone))) return;
  const started = await runNoted(start, { name: 'game_setup', path });
  const added = parts.games.addSetUp(started);
  const code = await started.exited;
  if (added.leave()) {
    throw new PeerError('cancelled', `The set-up of ${title} was stopped.`, 'It begins again at the next start.');
  }
  if (code !== 0) throw await scriptFailure(run, 'game_setup', code);
  await writeFile(setupDone, '');
}

/** Whether anything of it still runs when the first second is over, or its script has ended; what does not is struck. */
async function staysUp({ run, kind, parts }: Start, { tree, exited, strike }: Omit<StartedGame, 'describeFailure'>) {
  const patience = Promise.withResolvers<'running'>();
  const callOff = parts.clock.after(earlyFailureMs, () => patience.resolve('running'));
  const outcome = await Promise.race([exited, patience.promise]);
  callOff();
  if (outcome === 'running' || tree.isAlive()) return true;
  strike();
  if (outcome !== 0) throw await scriptFailure(run, launches[kind].script, outcome);
  return false;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
