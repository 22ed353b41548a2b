// A network thread that dies as soon as it is spoken to.
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', () => {
  throw new Error('the thread broke');
});
