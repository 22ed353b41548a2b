// Entry of a job's Worker: runs one job and posts what happens.
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorData } from '../../src-shared/peer-error.ts';
import { cancelledUnpacking } from './archive-error.ts';
import { loadEngine } from './load-engine.ts';
import type { Job, JobResult, WorkerMessage } from './sidecar-messages.ts';
import { streamArchive } from './stream-archive.ts';
import { RingWriter } from './stream-ring.ts';
import { inspectArchive, unpackArchive, type JobPulse } from './unpack-archive.ts';
import { toListing } from './plan-entries.ts';

/** At least this much time lies between two messages of one kind. */
const progressMs = 100;
const aliveMs = 1000;

/** What the process hands to a Worker. The flag becomes 1 when the job is to stop. */
export interface WorkerStart {
  job: Job;
  cancelFlag: SharedArrayBuffer;
  /** Where a streamed archive goes; null for other jobs. */
  ring: SharedArrayBuffer | null;
}

const post = (message: WorkerMessage) => parentPort?.postMessage(message);

function createPulse(cancelFlag: Int32Array): JobPulse {
  let lastMessageMs = 0;
  let lastProgressMs = -progressMs;
  const step = () => {
    if (Atomics.load(cancelFlag, 0) !== 0) throw cancelledUnpacking();
    const now = performance.now();
    if (now - lastMessageMs < aliveMs) return;
    lastMessageMs = now;
    post({ kind: 'alive' });
  };
  const written = (writtenBytes: number, totalBytes: number, path: string) => {
    step();
    const now = performance.now();
    if (now - lastProgressMs < progressMs) return;
    lastProgressMs = lastMessageMs = now;
    post({ kind: 'progress', writtenBytes, totalBytes, path });
  };
  return { step, written };
}

async function runJob({ job, ring }: WorkerStart, pulse: JobPulse): Promise<JobResult> {
  const engine = await loadEngine();
  if (job.kind === 'stream') {
    if (ring === null) throw new Error('a streamed archive needs a ring');
    const send = (slot: number, length: number) => post({ kind: 'slot', slot, length });
    streamArchive(job.archive, job.skipFiles, engine, new RingWriter(ring, { step: pulse.step, send }), pulse.step);
    return { kind: 'streamed' };
  }
  if (job.kind === 'list') {
    return { kind: 'listed', listing: toListing(inspectArchive(job.archive, engine, pulse.step).plan) };
  }
  const files = unpackArchive(job.archive, job.into, engine, pulse);
  const totalBytes = files.reduce((sum, file) => sum + file.size, 0);
  post({ kind: 'progress', writtenBytes: totalBytes, totalBytes, path: files.at(-1)?.path ?? '' });
  return { kind: 'unpacked', files };
}

const start = workerData as WorkerStart;
try {
  post(await runJob(start, createPulse(new Int32Array(start.cancelFlag))));
} catch (error) {
  post({ kind: 'failed', error: toErrorData(error) });
}
