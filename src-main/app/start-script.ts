// Where a game's scripts lie, and how the system is told to run one.
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PeerError } from '../../src-shared/peer-error.ts';
import { installDirName } from '../peer/disk/names.ts';

export type ScriptName = 'game_setup' | 'game_start' | 'server_start';

/** What `spawn` needs. `verbatim`: the arguments are quoted for cmd.exe already. */
export interface ScriptCommand {
  file: string;
  args: string[];
  cwd: string;
  verbatim: boolean;
}

const suffixOf = (platform: NodeJS.Platform) => (platform === 'win32' ? '.cmd' : '.sh');

export const scriptFileName = (name: ScriptName, platform: NodeJS.Platform): string => name + suffixOf(platform);

/** Looks in the game root, then directly in `local/`; null when the game has no such script. */
export async function findScript(root: string, name: ScriptName, platform: NodeJS.Platform): Promise<string | null> {
  const file = scriptFileName(name, platform);
  for (const path of [join(root, file), join(root, installDirName, file)]) {
    if (await isFile(path)) return path;
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

export interface ScriptCall {
  /** Absolute path. */
  script: string;
  args: readonly string[];
  /** In a console window of its own, which only Windows opens. */
  inWindow: boolean;
}

/** No argument is ever read by a shell. Throws PeerError `cannot-play` when Windows could not take one literally. */
export function scriptCommand({ script, args, inWindow }: ScriptCall, platform: NodeJS.Platform): ScriptCommand {
  const cwd = dirname(script);
  if (platform !== 'win32') return { file: '/bin/sh', args: [script, ...args], cwd, verbatim: false };
  const shell = process.env['ComSpec'] ?? 'cmd.exe';
  const line = [script, ...args].map(quoteForCmd).join(' ');
  const call = `"${line}"`;
  if (!inWindow) return { file: shell, args: [...cmdSwitches, call], cwd, verbatim: true };
  // `start` opens the window, and a second cmd.exe in it gets the call; the first one must not read any of it.
  const inner = escapeForCmd([quoteForCmd(shell), ...cmdSwitches, call].join(' '));
  return { file: shell, args: [...cmdSwitches, `"start "" /wait ${inner}"`], cwd, verbatim: true };
}

/** /s removes exactly the outer quotes, /d skips AutoRun, /v:off keeps "!" literal. */
const cmdSwitches: readonly string[] = ['/d', '/v:off', '/s', '/c'];

/**
 * What cmd.exe, or the program that a script hands its arguments on to, would not take literally even in quotes: a
 * quote ends them, also a wide one once a program asks for its arguments in an old code page; a percent sign names a
 * variable; a line break ends the command; and most programs take a quote after a backslash for part of the argument.
 */
// eslint-disable-next-line no-control-regex -- a line break would end the command
const unquotable = /["\uFF02%\u0000-\u001f]|\\$/u;

export function quoteForCmd(text: string): string {
  if (unquotable.test(text)) {
    throw new PeerError(
      'cannot-play',
      `Windows cannot hand "${text}" to the game's script.`,
      'Use a player name and a games folder without quotes and percent signs, and no backslash at the end.',
    );
  }
  return `"${text}"`;
}

/** With a caret before each of these, quotes too, cmd.exe takes a whole line as it is and passes it on. */
const escapeForCmd = (line: string): string => line.replaceAll(/[\^&|<>()!"]/gu, '^$&');
