// The unpacker's process as a forked Node: for the headless peer and the tests.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Sidecar } from './live-sidecar.ts';

export interface ForkedSidecar extends Sidecar {
  /** undefined when the process could not be started. */
  pid: number | undefined;
}

/** `entry` is the absolute path of the bundled `sidecar.js`; without it the source beside this file runs unbuilt. */
export function forkSidecar(entry: string = fileURLToPath(new URL('./sidecar.ts', import.meta.url))): ForkedSidecar {
  const child = fork(entry, [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // A waiting unpacker must not keep the program alive; it ends by itself when the channel closes.
  child.unref();
  child.channel?.unref();
  return {
    pid: child.pid,
    // A process that is gone tells so through its exit.
    post: (message) => void child.send(message as object, () => undefined),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      child.once('exit', listener);
      child.once('error', listener);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
