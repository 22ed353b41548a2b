// Watches the games folder and says which game may have changed; what changed is for a scan to find out.
import { realpath, stat } from 'node:fs/promises';
import type { GameId } from '../../../src-shared/game.ts';
import { systemClock, type Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import type { Stop } from '../edge/stop.ts';
import { openFolderEvents, type OpenEvents } from './watch-events.ts';
import { isNetworkDrive } from './watch-network-drive.ts';
import { gameOfPath } from './watch-scope.ts';

const checkMs = 1000;
const scanMs = 30_000;

export interface WatchOptions {
  onGameDirty: (gameId: GameId) => void;
  /** Called also when the watching begins: what changed until then gave no event. */
  onEverythingDirty: (reason: string) => void;
  /** The folder is gone, or is back. */
  onPresence?: (present: boolean) => void;
  /** A sentence or two for the user: what is wrong and what to do. */
  onHint: (message: string) => void;
  log: Log;
  clock?: Clock;
  openEvents?: OpenEvents;
  isNetworkDrive?: (folder: string) => Promise<boolean>;
}

interface Watched {
  /** Null while there is no folder. */
  identity: string | null;
  close: Stop;
}

/**
 * Reports changes until stopped. A games folder that is missing, moved away or replaced is noticed within a second, and
 * watched again when it is back. Where the system cannot watch, everything is called dirty every 30 s.
 */
export function watchGameDir(gameDir: string, options: WatchOptions): Stop {
  const { clock = systemClock } = options;
  const wake = createWake(clock);
  let watched = nothingWatched;
  let present = true;
  const stopping = new AbortController();

  const reopenSoon = () => {
    watched = { ...watched, identity: 'stale' };
    wake.now();
  };

  const follow = async () => {
    const identity = await readIdentity(gameDir);
    if (isSame(watched.identity, identity)) return;
    const before = watched;
    watched = nothingWatched;
    await before.close();
    if (identity !== null) watched = await openFolder(gameDir, identity, options, reopenSoon);
    else if (before.identity !== null) tellGone(gameDir, options);
    if (present !== (identity !== null)) options.onPresence?.((present = identity !== null));
  };

  const run = async () => {
    while (!stopping.signal.aborted) {
      await follow().catch((error: unknown) => options.log('warn', `cannot watch ${gameDir}: ${String(error)}`));
      if (!stopping.signal.aborted) await wake.after(checkMs);
    }
    await watched.close();
  };

  const running = run();
  return async () => {
    stopping.abort();
    wake.now();
    await running;
  };
}

const nothingWatched: Watched = { identity: null, close: async () => {} };
/** Network file systems may number a directory differently each time, so there only its presence counts. */
const networkIdentity = 'network';

function isSame(before: string | null, now: string | null): boolean {
  return before === now || (before === networkIdentity && now !== null);
}

/** Null when there is no such directory; equal as long as it is the same one. */
async function readIdentity(gameDir: string): Promise<string | null> {
  try {
    const info = await stat(gameDir, { bigint: true });
    return info.isDirectory() ? `${info.dev} ${info.ino}` : null;
  } catch {
    return null;
  }
}

function tellGone(gameDir: string, { onHint, onEverythingDirty }: WatchOptions): void {
  onHint(`The games folder ${gameDir} is gone. Bring it back, or choose another one in the settings.`);
  onEverythingDirty('the games folder is gone');
}

async function openFolder(
  gameDir: string,
  identity: string,
  options: WatchOptions,
  onFolderEvent: () => void,
): Promise<Watched> {
  const folder = await realpath(gameDir);
  if (await (options.isNetworkDrive ?? isNetworkDrive)(folder)) {
    return { identity: networkIdentity, close: startScanning('the games folder is on a network drive', options) };
  }
  return { identity, close: startEvents(folder, options, onFolderEvent) };
}

function startScanning(reason: string, { clock = systemClock, onEverythingDirty }: WatchOptions): Stop {
  let cancel: (() => void) | undefined;
  const scan = () => {
    cancel = clock.after(scanMs, scan);
    onEverythingDirty(reason);
  };
  scan();
  return async () => cancel?.();
}

/** Watches by events, and by scanning instead as soon as the system refuses to watch any more. */
function startEvents(folder: string, options: WatchOptions, onFolderEvent: () => void): Stop {
  const { onGameDirty, onEverythingDirty, onHint, log, openEvents = openFolderEvents } = options;
  const seenCodes = new Set<string>();
  let stopScanning: Stop | null = null;
  let closed = false;

  const onError = (error: NodeJS.ErrnoException) => {
    const code = error.code ?? error.message;
    if (closed || seenCodes.has(code)) return;
    seenCodes.add(code);
    log('warn', `watching ${folder}: ${error.message}`);
    const hint = limitHints.get(code);
    if (hint === undefined || stopScanning !== null) return;
    onHint(hint);
    stopScanning = startScanning('the system cannot watch so many folders', options);
    void closeEvents();
  };

  const closeEvents = openEvents(folder, {
    onReady: () => closed || stopScanning !== null || onEverythingDirty('the games folder is watched'),
    onChange: (path) => {
      if (closed || stopScanning !== null) return;
      const gameId = gameOfPath(folder, path);
      if (gameId === null) onFolderEvent();
      else onGameDirty(gameId);
    },
    onError,
  });

  return async () => {
    closed = true;
    await Promise.all([closeEvents(), stopScanning?.()]);
  };
}

const slower = 'so changes made by hand are noticed after 30 seconds only. lanspread itself works as usual.';
const limitHints = new Map([
  ['ENOSPC', `This system may watch no more folders, ${slower} To raise the limit: sysctl fs.inotify.max_user_watches`],
  ['EMFILE', `This system has too many files open, ${slower} To raise the limit: sysctl fs.inotify.max_user_instances`],
  ['ENFILE', `This system has too many files open, ${slower}`],
]);

/** A pause that can be cut short. */
function createWake(clock: Clock) {
  let wakeUp: (() => void) | undefined;
  return {
    now: () => wakeUp?.(),
    after: async (ms: number) =>
      new Promise<void>((resolve) => {
        const cancel = clock.after(ms, resolve);
        wakeUp = () => {
          cancel();
          resolve();
        };
      }),
  };
}
