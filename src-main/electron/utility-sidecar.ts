// The unpacker's process as an Electron utility process; a packaged Electron cannot be forked as Node.
import type { Sidecar } from '../unrar/live-sidecar.ts';
import type { ElectronApi } from './electron-api.ts';

/** `entry` is the absolute path of the built `unrar-sidecar.js`. May be called once Electron is ready. */
export function forkUtilitySidecar({ utilityProcess }: Pick<ElectronApi, 'utilityProcess'>, entry: string): Sidecar {
  const child = utilityProcess.fork(entry, [], { serviceName: 'lanspread unpacker', stdio: 'inherit' });
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', () => listener()),
    kill: () => {
      // A process that has not come up yet cannot be killed, so it is killed as soon as it has.
      if (!child.kill()) child.once('spawn', () => child.kill());
    },
  };
}
