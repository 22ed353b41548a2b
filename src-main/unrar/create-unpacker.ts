// The unpacker that the peer is given, to files or as a stream: jobs queue here and run in a separate process that comes and goes as needed.
import { resolve } from 'node:path';
import { createPlaces } from '../peer/edge/places.ts';
import type { Stop } from '../peer/edge/stop.ts';
import type { StreamInstallProvider } from '../peer/edge/stream-install.ts';
import type { Unpacker } from '../peer/edge/unpacker.ts';
import { cancelledUnpacking, unpackerCrashed } from './archive-error.ts';
import { LiveSidecar, type JobRun, type Sidecar } from './live-sidecar.ts';
import type { Job, JobResult } from './sidecar-messages.ts';
import { runStreamJob } from './run-stream-job.ts';

export interface UnpackerOptions {
  /** Starts the unpacker's process; called for the first job and for the first one after the process ended. */
  spawn: () => Sidecar;
  /** Milliseconds without a job after which the process is ended; 30 s. */
  idleExitMs?: number;
  /** Milliseconds without a word from a running job after which the process is killed; 60 s, for slow disks. */
  hangTimeoutMs?: number;
}

export type StoppableUnpacker = Unpacker & StreamInstallProvider & { stop: Stop };

/** Each needs its dictionary in memory. */
const maxJobsAtOnce = 2;
/** Places of their own: one that waits for a slow receiver must not hold an install on this PC up. */
const maxStreamsAtOnce = 2;

/** Starts nothing by itself. After `stop`, which ends running jobs as cancelled, every job is refused as cancelled. */
export function createUnpacker({
  spawn,
  idleExitMs = 30_000,
  hangTimeoutMs = 60_000,
}: UnpackerOptions): StoppableUnpacker {
  const jobs = createPlaces(maxJobsAtOnce);
  const streams = createPlaces(maxStreamsAtOnce);
  const living = new Set<LiveSidecar>();
  const stopping = new AbortController();
  let current: LiveSidecar | null = null;
  let idleTimer: NodeJS.Timeout | undefined;

  const start = (): LiveSidecar => {
    const live: LiveSidecar = new LiveSidecar(spawnOrThrow(spawn), hangTimeoutMs, () => {
      if (current === live) current = null;
    });
    living.add(live);
    void live.gone.then(() => living.delete(live));
    return live;
  };
  const endWhenIdle = () => {
    clearTimeout(idleTimer);
    const live = current;
    if (live === null || live.jobCount > 0) return;
    idleTimer = setTimeout(() => live.end(cancelledUnpacking()), idleExitMs).unref();
  };

  const run = async (job: Job, options: JobRun): Promise<JobResult> => {
    const signal = AbortSignal.any([options.signal, stopping.signal]);
    const leave = await (job.kind === 'stream' ? streams : jobs).enter(signal).catch(() => {
      throw cancelledUnpacking();
    });
    try {
      clearTimeout(idleTimer);
      current ??= start();
      return await current.run(job, { ...options, signal });
    } finally {
      leave();
      endWhenIdle();
    }
  };

  return {
    list: async (archive, signal) => {
      const result = await run({ kind: 'list', archive: resolve(archive) }, { signal });
      if (result.kind !== 'listed') throw wrongAnswer();
      return result.listing;
    },
    unpack: async (archive, into, { signal, onProgress }) => {
      const job: Job = { kind: 'unpack', archive: resolve(archive), into: resolve(into) };
      const result = await run(job, { signal, onProgress });
      if (result.kind !== 'unpacked') throw wrongAnswer();
      return result.files;
    },
    stream: async (archive, options) => {
      const result = await runStreamJob(run, resolve(archive), options);
      if (result.kind !== 'streamed') throw wrongAnswer();
    },
    stop: async () => {
      stopping.abort();
      clearTimeout(idleTimer);
      for (const live of living) live.end(cancelledUnpacking());
      await Promise.all([...living].map((live) => live.gone));
    },
  };
}

function spawnOrThrow(spawn: () => Sidecar): Sidecar {
  try {
    return spawn();
  } catch (error) {
    throw unpackerCrashed(
      `The unpacker could not be started: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

const wrongAnswer = () => unpackerCrashed('The unpacker answered another question than it was asked.');
