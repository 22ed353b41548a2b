// Drives one headless peer as a real process: commands in, results and events out.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { ErrorData } from '../src-shared/peer-error.ts';
import type { PeerEvent } from '../src-shared/peer-event.ts';

/** As `npm run peer` starts it: a smaller young generation costs no speed and saves a third of the memory. */
const nodeFlags = ['--max-semi-space-size=4'];
export const peerProgram = join(import.meta.dirname, '../src-main/headless/cli.mjs');

export interface PeerProcessOptions {
  /** Left out: as saved, so a first start asks for it. */
  gamesDir?: string;
  stateDir: string;
  name: string;
  /** The peer is not told the name: it uses the saved one. */
  nameAsSaved?: boolean;
  catalog: string;
  /** Further arguments of the peer. */
  args?: string[];
  /** What starts the peer, for example `['ip', 'netns', 'exec', 'h1']`; it must replace itself by the peer. */
  prefix?: string[];
  env?: Record<string, string>;
  /** In place of the headless peer. */
  program?: string[];
}

/** An event and when it arrived here, in milliseconds of `performance.now()`. */
export interface SeenEvent {
  event: PeerEvent;
  atMs: number;
}

export interface WaitOptions {
  /** Position in `events` to begin at; without it only what comes after the call counts. */
  since?: number;
  timeoutMs?: number;
}

export interface PeerProcess {
  readonly name: string;
  readonly pid: number;
  /** Everything told so far, oldest first. */
  readonly events: readonly SeenEvent[];
  /** Answers to lines in which the peer found no command id, oldest first. */
  readonly unaddressedErrors: readonly ErrorData[];
  /** What the peer wrote to its error output, the latest part. */
  readonly errorOutput: () => string;
  /** Where it serves the interface; null without `--web`, or not yet. */
  readonly webUrl: () => string | null;
  /** Writes a line as it is. */
  sendLine: (line: string) => void;
  /** Resolves with the result's data; rejects with CommandError, or when the peer ends or is silent too long. */
  command: <T = unknown>(cmd: string, fields?: Record<string, unknown>, timeoutMs?: number) => Promise<T>;
  /** The position after the latest event: hand it to `waitForEvent` before doing what causes one. */
  mark: () => number;
  waitForEvent: <E extends PeerEvent>(match: EventMatch<E>, options?: WaitOptions) => Promise<E>;
  /** Asks it to end (SIGTERM); rejects unless it ends by itself with exit code 0 and never wrote a stray line. */
  stop: () => Promise<void>;
  /** Cuts it off (SIGKILL), as a power failure does. */
  kill: () => Promise<void>;
}

export type EventMatch<E extends PeerEvent> = ((event: PeerEvent) => event is E) | ((event: PeerEvent) => boolean);

/** A command that the peer answered with an error. */
export class CommandError extends Error {
  readonly data: ErrorData;

  constructor(who: string, cmd: string, { code, message, hint }: ErrorData) {
    super(`${who} ${cmd}: ${code}: ${message}`);
    this.name = 'CommandError';
    this.data = { code, message, ...(hint === undefined ? {} : { hint }) };
  }
}

/** Matches events of one kind, narrowed. */
export function ofKind<K extends PeerEvent['kind']>(
  kind: K,
  also: (event: Extract<PeerEvent, { kind: K }>) => boolean = () => true,
): (event: PeerEvent) => event is Extract<PeerEvent, { kind: K }> {
  return (event): event is Extract<PeerEvent, { kind: K }> =>
    event.kind === kind && also(event as Extract<PeerEvent, { kind: K }>);
}

const defaultTimeoutMs = 20_000;
const stopTimeoutMs = 10_000;
const keptErrorBytes = 16_384;
const shownEvents = 12;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const running = new Set<Child>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

interface Pending {
  cmd: string;
  resolve: (data: never) => void;
  reject: (error: Error) => void;
}

/** Starts the peer; it takes commands at once, and tells `local-peer-ready` when it has joined the room. */
export function startPeerProcess(options: PeerProcessOptions): PeerProcess {
  const { name } = options;
  const child = spawnPeer(options);
  const events: SeenEvent[] = [];
  const strayLines: string[] = [];
  const unaddressedErrors: ErrorData[] = [];
  const pending = new Map<string, Pending>();
  const watchers = new Set<() => void>();
  const errors = keepLatest(child.stderr);
  let ended: string | null = null;
  let webUrl: string | null = null;
  let nextId = 1;

  const failure = (what: string) => new Error([`${name}: ${what}`, ...describeState(events, errors())].join('\n'));
  const wakeWatchers = () => {
    for (const check of watchers) check();
  };

  const exited = new Promise<void>((resolve) => {
    const finish = (how: string) => {
      if (ended !== null) return;
      ended = how;
      running.delete(child);
      for (const each of pending.values()) each.reject(failure(`${how} while "${each.cmd}" was waiting`));
      pending.clear();
      wakeWatchers();
      resolve();
    };
    child.once('error', (error) => finish(`cannot be started: ${error.message}`));
    child.once('close', (code, signal) =>
      finish(signal === null ? `ended with exit code ${code}` : `died of ${signal}`),
    );
  });

  const settle = (record: Answer) => {
    const waiting = pending.get(record.id ?? '');
    pending.delete(record.id ?? '');
    if (record.type === 'result') waiting?.resolve(record.data as never);
    else if (waiting === undefined) unaddressedErrors.push(record);
    else waiting.reject(new CommandError(name, waiting.cmd, record));
  };

  createInterface({ input: child.stdout }).on('line', (line) => {
    const record = readRecord(line);
    if (record === null) {
      strayLines.push(line);
    } else if (record.type === 'event') {
      events.push({ event: record.event, atMs: performance.now() });
      wakeWatchers();
    } else if (record.type === 'web') {
      webUrl = record.url;
    } else {
      settle(record);
    }
  });

  const command: PeerProcess['command'] = async (cmd, fields = {}, timeoutMs = defaultTimeoutMs) => {
    if (ended !== null) throw failure(`${ended} before "${cmd}"`);
    const id = String(nextId++);
    return withTimeout(
      new Promise((resolve, reject) => {
        pending.set(id, { cmd, resolve, reject });
        child.stdin.write(`${JSON.stringify({ id, cmd, ...fields })}\n`);
      }),
      timeoutMs,
      () => failure(`no answer to ${JSON.stringify({ cmd, ...fields })} within ${timeoutMs} ms`),
    );
  };

  const waitForEvent = async <E extends PeerEvent>(match: EventMatch<E>, wait: WaitOptions = {}): Promise<E> => {
    const timeoutMs = wait.timeoutMs ?? defaultTimeoutMs;
    let at = wait.since ?? events.length;
    let check: (() => void) | undefined;
    const found = new Promise<E>((resolve, reject) => {
      check = () => {
        for (; at < events.length; at++) {
          const { event } = events[at] as SeenEvent;
          if (match(event)) return resolve(event as E);
        }
        if (ended !== null) reject(failure(`${ended} while an event was awaited`));
      };
      watchers.add(check);
      check();
    });
    return withTimeout(found, timeoutMs, () =>
      failure(`the awaited event did not come within ${timeoutMs} ms`),
    ).finally(() => check && watchers.delete(check));
  };

  return {
    name,
    pid: child.pid ?? -1,
    events,
    unaddressedErrors,
    errorOutput: errors,
    webUrl: () => webUrl,
    sendLine: (line) => void child.stdin.write(`${line}\n`),
    command,
    mark: () => events.length,
    waitForEvent,
    stop: async () => {
      child.kill('SIGTERM');
      await withTimeout(exited, stopTimeoutMs, () => {
        child.kill('SIGKILL');
        return failure(`did not end within ${stopTimeoutMs} ms of SIGTERM`);
      });
      if (ended !== 'ended with exit code 0') throw failure(ended ?? 'still runs');
      if (strayLines.length > 0) throw failure(`wrote a line that is no record: ${strayLines[0]}`);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function spawnPeer(options: PeerProcessOptions): Child {
  const { prefix = [], program = [process.execPath, ...nodeFlags, peerProgram], args = [] } = options;
  const games = options.gamesDir === undefined ? [] : ['--games-dir', options.gamesDir];
  const places = [...games, '--state-dir', options.stateDir, '--catalog', options.catalog];
  const name = options.nameAsSaved === true ? [] : ['--name', options.name];
  const [file = '', ...rest] = [...prefix, ...program, ...places, ...name, ...args];
  const child = spawn(file, rest, { stdio: 'pipe', env: { ...process.env, ...options.env }, windowsHide: true });
  // A peer that has just ended says so by its exit; the broken pipe adds nothing.
  child.stdin.on('error', () => {});
  running.add(child);
  return child;
}

type Answer = { type: 'result'; id: string; data: unknown } | ({ type: 'error'; id: string | null } & ErrorData);
type PeerRecord = Answer | { type: 'event'; event: PeerEvent } | { type: 'web'; url: string };

/** Null for a line that breaks the contract of the standard output. */
function readRecord(line: string): PeerRecord | null {
  try {
    const record = JSON.parse(line) as PeerRecord;
    switch (record.type) {
      case 'event':
        return typeof record.event.kind === 'string' ? record : null;
      case 'result':
        return typeof record.id === 'string' ? record : null;
      case 'error':
        return typeof record.code === 'string' ? record : null;
      case 'web':
        return typeof record.url === 'string' ? record : null;
      default:
        return null;
    }
  } catch {
    return null;
  }
}

function keepLatest(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-keptErrorBytes);
  });
  return () => text;
}

function describeState(events: readonly SeenEvent[], errorOutput: string): string[] {
  const shown = events.slice(-shownEvents).map(({ event }) => `  ${JSON.stringify(event).slice(0, 300)}`);
  return [
    `last ${shown.length} of ${events.length} events:`,
    ...shown,
    ...(errorOutput === '' ? [] : ['error output:', errorOutput.trimEnd()]),
  ];
}

async function withTimeout<T>(work: Promise<T>, ms: number, failure: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(failure()), ms);
  });
  return Promise.race([work, timeUp]).finally(() => clearTimeout(timer));
}
