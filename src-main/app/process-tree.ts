// A script and all that it has started: whether any of it still runs, and how to end it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { PeerError } from '../../src-shared/peer-error.ts';
import { errorCodeOf } from '../peer/disk/error-code.ts';
import type { Clock } from '../peer/edge/clock.ts';
import { systemProgram } from '../peer/edge/system-program.ts';
import { markOf, type ProcessMark } from './process-mark.ts';

export interface ProcessTree {
  isAlive: () => boolean;
  /** Asks everything in it to end; with `force` it is not asked. Throws PeerError `permission-denied`. */
  end: (force: boolean) => Promise<void>;
}

/**
 * Of a child that was started detached, and exists. On Linux and macOS that is its process group: what a script leaves
 * in the background counts too, except what made a session of its own. On Windows only the script itself is seen: a
 * game that it started with `start` and did not wait for is not known, and neither stopped once the script has ended.
 */
export function processTreeOf(child: ChildProcess, platform: NodeJS.Platform): ProcessTree {
  return platform === 'win32' ? scriptOnWindows(child) : processGroup(child.pid ?? Number.NaN);
}

/** The number stays taken as long as anything is in the group, also after its first process has ended. */
function processGroup(pid: number): ProcessTree {
  const signal = (name: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(-pid, name);
    } catch (error) {
      // Somebody else's process, which is there all the same.
      if (errorCodeOf(error) === 'EPERM' && name === 0) return true;
      if (errorCodeOf(error) === 'EPERM') throw mayNotEnd(error);
      return false;
    }
  };
  return {
    isAlive: () => signal(0),
    end: async (force) => void signal(force ? 'SIGKILL' : 'SIGTERM'),
  };
}

function scriptOnWindows(child: ChildProcess): ProcessTree {
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    isAlive,
    end: async (force) => {
      // A number whose process has ended may be another's by now.
      if (isAlive()) await killOnWindows(child.pid ?? Number.NaN, force);
    },
  };
}

async function killOnWindows(pid: number, force: boolean): Promise<void> {
  const args = ['/pid', String(pid), '/t', ...(force ? ['/f'] : [])];
  // Programs without a window refuse to be asked; the second try forces them.
  await once(spawn(systemProgram('taskkill.exe'), args, { windowsHide: true, stdio: 'ignore' }), 'exit');
}

/**
 * What an earlier start of the launcher has started, when it still runs; else null. How its script ends is not known
 * then, and told as code 0.
 */
export async function findTree(pid: number, mark: ProcessMark, platform: NodeJS.Platform): Promise<Watched | null> {
  const isSame = async () => {
    const now = await markOf(pid, platform);
    if (now.boot !== mark.boot) return false;
    // A group whose first process has ended still keeps its number from any other.
    return now.started === null ? platform !== 'win32' : now.started === mark.started;
  };
  const tree = platform === 'win32' ? processOnWindows(pid, isSame) : processGroup(pid);
  return (await isSame()) && tree.isAlive() ? { tree, exited: Promise.resolve(0) } : null;
}

function processOnWindows(pid: number, isSame: () => Promise<boolean>): ProcessTree {
  return {
    isAlive: () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    },
    end: async (force) => {
      if (await isSame()) await killOnWindows(pid, force);
    },
  };
}

const mayNotEnd = (cause: unknown) =>
  new PeerError('permission-denied', 'The system does not let the game be ended.', 'Close it yourself.', { cause });

/** How often a group is looked at whose script has ended, and while it is being ended. */
const restingPollMs = 2000;
const hurriedPollMs = 100;

export interface Watched {
  tree: ProcessTree;
  /** The script's exit code; null when a signal ended it. */
  exited: Promise<number | null>;
}

export interface TreeWatch {
  /** Looks more often from now on. */
  hurry: () => void;
  stop: () => void;
}

/** Calls once nothing of it runs any more. No timer runs before the script itself has ended. */
export function watchTree({ tree, exited }: Watched, clock: Clock, onEnd: (code: number | null) => void): TreeWatch {
  let over = false;
  let intervalMs = restingPollMs;
  let code: number | null | undefined;
  let callOff = () => {};
  const look = () => {
    if (over || code === undefined) return;
    if (tree.isAlive()) {
      callOff = clock.after(intervalMs, look);
      return;
    }
    over = true;
    onEnd(code);
  };
  void exited.then((given) => {
    code = given;
    look();
  });
  return {
    hurry: () => {
      intervalMs = hurriedPollMs;
      callOff();
      look();
    },
    stop: () => {
      over = true;
      callOff();
    },
  };
}
