// One hashing thread and the jobs that it was given; started with the first job, and again after a crash.
import { Worker } from 'node:worker_threads';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Stop } from '../edge/stop.ts';
import type { ByteRange, HashCommand, HashPurpose, HashReport, SystemErrorData } from './hash-worker.ts';

export interface HashLane {
  hash: (
    file: string,
    ranges: readonly ByteRange[],
    options: { signal: AbortSignal; onBytes?: ((count: number) => void) | undefined },
  ) => Promise<string[]>;
  /** Lets the thread rest, or go on. */
  hold: (held: boolean) => void;
  stop: Stop;
}

interface Job {
  resolve: (hashes: string[]) => void;
  reject: (reason: unknown) => void;
  onBytes: ((count: number) => void) | undefined;
}

const restAfterMs = 10_000;

/** The thread never keeps the process alive. */
export function createHashLane(workerUrl: URL, purpose: HashPurpose): HashLane {
  const jobs = new Map<number, Job>();
  let thread: Worker | null = null;
  let lastJob = 0;
  let held = false;
  let stopped = false;
  let resting: NodeJS.Timeout | undefined;

  const receive = (report: HashReport) => {
    const job = jobs.get(report.job);
    if (job === undefined) return;
    if (report.kind === 'bytes') return job.onBytes?.(report.count);
    jobs.delete(report.job);
    restSoon();
    if (report.kind === 'done') job.resolve(report.hashes);
    else job.reject(toSystemError(report.error));
  };

  /** A thread that has nothing to do holds its memory for nothing. */
  const restSoon = () => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (jobs.size > 0) return;
      const idle = thread;
      thread = null;
      void idle?.terminate();
    }, restAfterMs).unref();
  };

  const rejectAll = (error: PeerError) => {
    const pending = [...jobs.values()];
    jobs.clear();
    for (const job of pending) job.reject(error);
  };

  const start = (): Worker => {
    const started = new Worker(workerUrl, { name: `lanspread-hash-${purpose}`, workerData: purpose });
    const crash = (cause: unknown) => {
      if (thread !== started) return;
      thread = null;
      const hint = 'It is started again for the next file.';
      rejectAll(new PeerError('internal', `The hashing thread ended: ${String(cause)}`, hint, { cause }));
    };
    started.on('message', receive);
    started.on('error', crash);
    started.on('exit', (code) => crash(`code ${code}`));
    // Not before: whoever begins to listen holds the thread again.
    started.unref();
    started.postMessage({ kind: 'hold', held } satisfies HashCommand);
    return started;
  };

  const post = (command: HashCommand) => thread?.postMessage(command);

  return {
    hash: async (file, ranges, { signal, onBytes }) => {
      signal.throwIfAborted();
      if (stopped) throw stoppedError();
      thread ??= start();
      const job = ++lastJob;
      const { promise, resolve, reject } = Promise.withResolvers<string[]>();
      jobs.set(job, { resolve, reject, onBytes });
      const cancel = () => {
        jobs.delete(job);
        restSoon();
        post({ kind: 'cancel', job });
        reject(signal.reason);
      };
      signal.addEventListener('abort', cancel, { once: true });
      post({ kind: 'hash', job, file, ranges });
      try {
        return await promise;
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
    hold: (next) => {
      if (held === next) return;
      held = next;
      post({ kind: 'hold', held });
    },
    stop: async () => {
      stopped = true;
      const ending = thread;
      thread = null;
      rejectAll(stoppedError());
      await ending?.terminate();
    },
  };
}

const stoppedError = () => new PeerError('cancelled', 'Hashing was stopped.');

function toSystemError({ message, ...rest }: SystemErrorData): Error {
  return Object.assign(new Error(message), rest);
}
