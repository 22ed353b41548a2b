// Where a game's scripts lie, and how the system is told to run one.
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PeerError } from '../../src-shared/peer-error.ts';
import { installDirName } from '../peer/disk/names.ts';

export type ScriptName = 'game_setup' | 'game_start';

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

/** Throws PeerError `cannot-play` when cmd.exe could not take one of the arguments literally. */
export function scriptCommand(script: string, args: string[], platform: NodeJS.Platform): ScriptCommand {
  const cwd = dirname(script);
  if (platform !== 'win32') return { file: '/bin/sh', args: [script, ...args], cwd, verbatim: false };
  const line = [script, ...args].map(quoteForCmd).join(' ');
  const shell = process.env['ComSpec'] ?? 'cmd.exe';
  // /s removes exactly the outer quotes, /d skips AutoRun, /v:off keeps "!" literal.
  return { file: shell, args: ['/d', '/v:off', '/s', '/c', `"${line}"`], cwd, verbatim: true };
}

/** Inside quotes cmd.exe takes all but these literally: the quote ends them, a percent sign names a variable. */
// eslint-disable-next-line no-control-regex -- a line break would end the command
const unquotable = /["%\u0000-\u001f]/;

export function quoteForCmd(text: string): string {
  if (unquotable.test(text)) {
    throw new PeerError(
      'cannot-play',
      `Windows cannot hand "${text}" to the game's script.`,
      'Use a player name and a games folder without quotes and percent signs.',
    );
  }
  return `"${text}"`;
}
