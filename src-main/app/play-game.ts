// Starts an installed game: its set-up script once, then its start script.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GameId } from '../../src-shared/game.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { installDirName, playLogName } from '../peer/disk/names.ts';
import { realDisk } from '../peer/disk/real-disk.ts';
import { makeGameStateDir } from '../peer/disk/state-dir.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { Log } from '../peer/edge/log.ts';
import { findScript, scriptCommand, scriptFileName, type ScriptCommand } from './start-script.ts';

export interface PlayRequest {
  gameId: GameId;
  title: string;
  /** Absolute path of the game root. */
  gameRoot: string;
  playerName: string;
}

export interface GamePlayer {
  /**
   * Resolves once the game runs: its script has started and did not fail within a second.
   * Throws PeerError `cannot-play` (no script, or it failed) or `operation-in-progress` (already being started).
   */
  play: (request: PlayRequest) => Promise<void>;
}

export interface GamePlayerOptions {
  stateDir: string;
  /** Two letters, handed to the scripts. */
  language: string;
  clock: Clock;
  log: Log;
  /** `true` when a game runs that was started here, `false` when the last of them has ended. */
  onPlayingChanged?: ((playing: boolean) => void) | undefined;
  platform?: NodeJS.Platform;
}

/** A script that fails does so at once: a missing program, a wrong path. */
const earlyFailureMs = 1000;

export function createGamePlayer(options: GamePlayerOptions): GamePlayer {
  const starting = new Set<GameId>();
  const noteRunning = createRunningCount((playing) => options.onPlayingChanged?.(playing));
  return {
    play: async (request) => {
      if (starting.has(request.gameId)) {
        throw new PeerError('operation-in-progress', `${request.title} is being started.`, 'Wait a moment.');
      }
      starting.add(request.gameId);
      try {
        await playGame(request, { ...options, noteRunning });
      } finally {
        starting.delete(request.gameId);
      }
    },
  };
}

/** Notes one more running game; the answer notes its end. */
type NoteRunning = () => () => void;

function createRunningCount(onChanged: (playing: boolean) => void): NoteRunning {
  let count = 0;
  return () => {
    if (++count === 1) onChanged(true);
    return () => {
      if (--count === 0) onChanged(false);
    };
  };
}

type PlayOptions = GamePlayerOptions & { noteRunning: NoteRunning };

async function playGame(request: PlayRequest, options: PlayOptions): Promise<void> {
  const platform = options.platform ?? process.platform;
  const script = await findScript(request.gameRoot, 'game_start', platform);
  if (script === null) throw noScript(request, platform);
  const state = await makeGameStateDir(realDisk, options.stateDir, request.gameId);
  const logPath = join(state.dir, playLogName);
  const output = await open(logPath, 'w');
  const run: Run = { request, platform, language: options.language, output: output.fd, logPath };
  try {
    await setUpOnce(run, state.setupDone);
    await start(run, script, options);
  } finally {
    await output.close();
  }
}

/** Where one start writes, and what its scripts are told. */
interface Run {
  request: PlayRequest;
  platform: NodeJS.Platform;
  language: string;
  output: number;
  logPath: string;
}

async function setUpOnce(run: Run, marker: string): Promise<void> {
  const script = await findScript(run.request.gameRoot, 'game_setup', run.platform);
  if (script === null || (await exists(marker))) return;
  const child = await launch(run, script);
  const code = await exitCodeOf(child);
  if (code !== 0) throw failed(run, 'game_setup', code);
  await writeFile(marker, '');
}

/** A script that has ended well leaves nothing to watch: whether it has started a game nobody can tell. */
async function start(run: Run, script: string, { clock, log, noteRunning }: PlayOptions): Promise<void> {
  const child = await launch(run, script);
  const exited = exitCodeOf(child);
  const patience = Promise.withResolvers<'running'>();
  const callOff = clock.after(earlyFailureMs, () => patience.resolve('running'));
  const outcome = await Promise.race([exited, patience.promise]);
  callOff();
  if (outcome === 0) return;
  if (outcome !== 'running') throw failed(run, 'game_start', outcome);
  const noteEnd = noteRunning();
  void exited.then((code) => {
    noteEnd();
    if (code !== 0) log('warn', failed(run, 'game_start', code).message);
  });
}

/** Resolves once the process exists; it outlives the launcher. */
async function launch(run: Run, script: string): Promise<ChildProcess> {
  const { gameRoot, gameId, playerName } = run.request;
  const args = [join(gameRoot, installDirName), gameId, run.language, playerName];
  const child = spawnScript(scriptCommand(script, args, run.platform), run.output);
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new PeerError('cannot-play', `${script} could not be started.`, 'Check that the file may be run.', {
      cause: error,
    });
  }
  child.unref();
  return child;
}

function spawnScript(command: ScriptCommand, output: number): ChildProcess {
  return spawn(command.file, command.args, {
    cwd: command.cwd,
    detached: true,
    windowsHide: true,
    windowsVerbatimArguments: command.verbatim,
    stdio: ['ignore', output, output],
  });
}

/** The exit code; 1 when a signal ended the process. */
async function exitCodeOf(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null) return child.exitCode;
  if (child.signalCode !== null) return 1;
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function noScript({ title, gameRoot }: PlayRequest, platform: NodeJS.Platform): PeerError {
  const file = scriptFileName('game_start', platform);
  return new PeerError(
    'cannot-play',
    `${title} has no ${file}, so lanspread does not know how to start it on this system.`,
    `Put a ${file} into ${gameRoot}, or start the game from ${join(gameRoot, installDirName)}.`,
  );
}

function failed({ request, platform, logPath }: Run, script: 'game_setup' | 'game_start', code: number): PeerError {
  return new PeerError(
    'cannot-play',
    `${scriptFileName(script, platform)} of ${request.title} ended with code ${code}.`,
    `What it wrote is in ${logPath}.`,
  );
}
