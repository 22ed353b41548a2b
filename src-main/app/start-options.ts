// The command line that both hosts understand.
import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PeerError } from '../../src-shared/peer-error.ts';

export interface StartOptions {
  /** Absolute; null = as saved in the settings. */
  gamesDir: string | null;
  stateDir: string;
  name: string | null;
  catalogFile: string;
  /** The bundled default room. */
  defaultCertsDir: string;
  /** Another room; null = as saved, else the default one. */
  certsDir: string | null;
  /** UDP port for other peers; 0 takes any free one; null = as saved, else the usual one or, where that is taken, any. */
  port: number | null;
  /** Port of the interface in a browser; null = none, 0 takes any free one. */
  webPort: number | null;
  /** Largest UDP payload; null = fits every Ethernet. */
  datagramBytes: number | null;
  mdns: boolean;
  /** False: bulk bytes travel over QUIC only. */
  tls: boolean;
  /** False: pieces are exchanged with complete peers only. */
  swarm: boolean;
  /** End when standard input does, so that the peer never outlives the program that started it. */
  endWithInput: boolean;
  /** Addresses to connect to at the start, `host:port`. */
  connect: string[];
  /** The desktop program waits in the tray. */
  hidden: boolean;
}

export const usage = `Usage: npm run --silent peer -- [options]
  --games-dir DIR   the games folder (else as saved, or chosen in the browser)
  --state-dir DIR   where lanspread keeps its own files
  --name NAME       what other players see
  --catalog FILE    another catalog than the bundled one
  --certs DIR       another room's certificates (else as saved, or the default room's)
  --port PORT       UDP port for other peers (0: any free one; else as saved, or 47810, or any when that is taken)
  --web PORT        serve the interface on http://127.0.0.1:PORT (0: any free one)
  --datagram BYTES  largest UDP payload to send, 1200 to 65507 (default: 1452, which fits every Ethernet)
  --no-mdns         do not look for peers; meet them by address only
  --no-tls          do not use the fast TLS lane (TCP), only QUIC
  --no-swarm        exchange pieces with complete peers only (for comparisons)
  --connect H:P     connect to this address at the start (may be given several times)
  --end-with-input  end when standard input ends
  --start ID        play this game
  --portable        keep all state beside the program, as a file "portable" there does
  --help            this text
Of the desktop program only:
  --hidden          wait in the tray
Commands: one JSON object per line on standard input, for example {"id":"1","cmd":"list-games"}`;

const flags = {
  'games-dir': { type: 'string' },
  'state-dir': { type: 'string' },
  name: { type: 'string' },
  catalog: { type: 'string' },
  certs: { type: 'string' },
  port: { type: 'string' },
  web: { type: 'string' },
  datagram: { type: 'string' },
  'no-mdns': { type: 'boolean' },
  'no-tls': { type: 'boolean' },
  'no-swarm': { type: 'boolean' },
  connect: { type: 'string', multiple: true },
  'end-with-input': { type: 'boolean' },
  start: { type: 'string' },
  hidden: { type: 'boolean' },
  portable: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/**
 * `help` when it was asked for. Relative paths count from `cwd`. `portableDir` holds the state unless the command line
 * says otherwise. Throws `invalid-command` naming the flag.
 */
export function parseStartOptions(
  argv: string[],
  cwd: string,
  installDir: string,
  portableDir: string | null = null,
): StartOptions | 'help' {
  const values = parseFlags(argv);
  if (values.help === true) return 'help';
  const absolute = (file: string) => path.resolve(cwd, file);
  return {
    gamesDir: values['games-dir'] === undefined ? null : absolute(values['games-dir']),
    stateDir: absolute(values['state-dir'] ?? portableDir ?? defaultStateDir()),
    name: values.name ?? null,
    catalogFile: absolute(values.catalog ?? path.join(installDir, 'catalog', 'catalog.json')),
    defaultCertsDir: absolute(path.join(installDir, 'certs')),
    certsDir: values.certs === undefined ? null : absolute(values.certs),
    port: values.port === undefined ? null : parseNumber('--port', values.port, 0, maxPort),
    webPort: values.web === undefined ? null : parseNumber('--web', values.web, 0, maxPort),
    datagramBytes: values.datagram === undefined ? null : parseNumber('--datagram', values.datagram, 1200, 65_507),
    mdns: values['no-mdns'] !== true,
    tls: values['no-tls'] !== true,
    swarm: values['no-swarm'] !== true,
    endWithInput: values['end-with-input'] === true,
    connect: values.connect ?? [],
    hidden: values.hidden === true,
  };
}

/** Drops what is not ours: Electron's command line carries flags for Chromium too. */
export function keepKnownFlags(argv: string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const [name = ''] = (argv[at] ?? '').split('=', 1);
    const flag = Object.entries(flags).find(([known]) => `--${known}` === name)?.[1];
    if (flag === undefined) continue;
    const takesNext = flag.type === 'string' && !(argv[at] ?? '').includes('=');
    kept.push(...argv.slice(at, takesNext ? at + 2 : at + 1));
    if (takesNext) at++;
  }
  return kept;
}

function parseFlags(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: flags, strict: true }).values;
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('. ');
    throw new PeerError('invalid-command', `${reason.replace(/\.$/, '')}.`, 'Use --help to see the options.');
  }
}

const maxPort = 65_535;

function parseNumber(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new PeerError('invalid-command', `${flag} ${text} cannot be.`, `Give a number from ${min} to ${max}.`);
}

/** LANSPREAD_HOME, or where each system wants programs to keep their state. */
export function defaultStateDir(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  if (env['LANSPREAD_HOME'] !== undefined) return env['LANSPREAD_HOME'];
  if (platform === 'win32')
    return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'lanspread');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'lanspread');
  return path.join(env['XDG_STATE_HOME'] ?? path.join(homedir(), '.local', 'state'), 'lanspread');
}
