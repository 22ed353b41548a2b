// Runs one script of a game: what it is told, where its output goes, and how it ended.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { GameId } from '../../src-shared/game.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { installDirName } from '../peer/disk/names.ts';
import { gameEnvironment } from './game-environment.ts';
import { readOutputTail } from './output-tail.ts';
import { processTreeOf, type Watched } from './process-tree.ts';
import { scriptCommand, scriptFileName, type ScriptName } from './start-script.ts';

/** Whose script it is, and what it is told. */
export interface ScriptRun {
  gameId: GameId;
  title: string;
  /** Absolute path of the game root. */
  gameRoot: string;
  /** Two letters. */
  language: string;
  playerName: string;
  platform: NodeJS.Platform;
  /** Gets what the script writes. */
  logPath: string;
}

export interface FoundScript {
  name: ScriptName;
  /** Absolute path. */
  path: string;
}

export interface StartedScript extends Watched {
  pid: number;
}

/**
 * Resolves once the process exists; it outlives the launcher. Arguments: the install's folder, the game's id, the
 * language, the player's name. Throws PeerError `cannot-play`.
 */
export async function runScript(run: ScriptRun, { name, path }: FoundScript): Promise<StartedScript> {
  const { gameRoot, gameId, language, playerName, platform } = run;
  const args = [join(gameRoot, installDirName), gameId, language, playerName];
  const inWindow = name === 'server_start';
  const command = scriptCommand({ script: path, args, inWindow }, platform);
  await using output = await open(run.logPath, 'a');
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: gameEnvironment(process.env),
    detached: true,
    windowsHide: !inWindow,
    windowsVerbatimArguments: command.verbatim,
    stdio: ['ignore', output.fd, output.fd],
  });
  await startOf(child, path);
  child.unref();
  const pid = child.pid ?? Number.NaN;
  return { pid, tree: processTreeOf(child, platform), exited: exitCodeOf(child) };
}

async function startOf(child: ChildProcess, path: string): Promise<void> {
  try {
    await once(child, 'spawn');
  } catch (cause) {
    const hint = 'Check that the file may be run, and that its folder is there.';
    throw new PeerError('cannot-play', `${path} could not be started.`, hint, { cause });
  }
}

async function exitCodeOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

export async function scriptFailure(
  { title, platform, logPath }: ScriptRun,
  name: ScriptName,
  code: number | null,
): Promise<PeerError> {
  const file = scriptFileName(name, platform);
  const how = code === null ? 'was ended by a signal' : `ended with code ${code}`;
  const output = await readOutputTail(logPath);
  return new PeerError('cannot-play', `${file} of ${title} ${how}.`, `What it wrote is in ${logPath}.`, { output });
}

/** The game has no such script. */
export function noScript({ title, gameRoot, platform }: ScriptRun, name: ScriptName): PeerError {
  const file = scriptFileName(name, platform);
  const what = name === 'server_start' ? 'its server' : 'it';
  return new PeerError(
    'cannot-play',
    `${title} has no ${file}, so lanspread does not know how to start ${what} on this system.`,
    `Put a ${file} into ${gameRoot}, or start ${what} from ${join(gameRoot, installDirName)}.`,
  );
}
