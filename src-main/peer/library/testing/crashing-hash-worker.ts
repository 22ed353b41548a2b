// A hashing thread that dies over a file named "deadly" and answers nonsense for any other.
import { parentPort } from 'node:worker_threads';
import type { HashCommand, HashReport } from '../hash-worker.ts';

parentPort?.on('message', (command: HashCommand) => {
  if (command.kind !== 'hash') return;
  if (command.file === 'deadly') throw new Error('the thread broke');
  const hashes = command.ranges.map(() => 'alive');
  parentPort?.postMessage({ kind: 'done', job: command.job, hashes } satisfies HashReport);
});
