// The programs that this one started, so that none of them outlives it.
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';

/** How long a program may take to say goodbye to the room and end its transfers. */
const graceMs = 8000;

export interface ChildGroup {
  add: (child: ChildProcess) => void;
  /** Asks all to end, ends those that do not, and resolves when none is left. */
  stop: () => Promise<void>;
}

export function createChildGroup(): ChildGroup {
  const children = new Set<ChildProcess>();
  return {
    add: (child) => {
      children.add(child);
      child.once('exit', () => children.delete(child));
      child.once('error', () => children.delete(child));
    },
    stop: async () => {
      await Promise.all([...children].map(endChild));
    },
  };
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  // On Windows a signal ends a program at once; a headless peer can be told to tidy up.
  if (process.platform === 'win32' && child.stdin !== null) child.stdin.end('{"id":"stop","cmd":"shutdown"}\n');
  else child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}
