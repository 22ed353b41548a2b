// Entry of a job's Worker: runs one job and posts what happens.
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorData } from '../../src-shared/peer-error.ts';
import { cancelledUnpacking } from './archive-error.ts';
import { loadEngine } from './load-engine.ts';
import type { Job, JobMessage, JobResult } from './sidecar-messages.ts';
import { inspectArchive, unpackArchive, type JobPulse } from './unpack-archive.ts';
import { toListing } from './plan-entries.ts';

/** At least this much time lies between two messages of one kind. */
const progressMs = 100;
const aliveMs = 1000;

/** What the process hands to a Worker. The flag becomes 1 when the job is to stop. */
export interface WorkerStart {
  job: Job;
  cancelFlag: SharedArrayBuffer;
}

const post = (message: JobMessage) => parentPort?.postMessage(message);

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

async function runJob(job: Job, pulse: JobPulse): Promise<JobResult> {
  const engine = await loadEngine();
  if (job.kind === 'list') {
    return { kind: 'listed', listing: toListing(inspectArchive(job.archive, engine, pulse.step).plan) };
  }
  const files = unpackArchive(job.archive, job.into, engine, pulse);
  const totalBytes = files.reduce((sum, file) => sum + file.size, 0);
  post({ kind: 'progress', writtenBytes: totalBytes, totalBytes, path: files.at(-1)?.path ?? '' });
  return { kind: 'unpacked', files };
}

const { job, cancelFlag } = workerData as WorkerStart;
try {
  post(await runJob(job, createPulse(new Int32Array(cancelFlag))));
} catch (error) {
  post({ kind: 'failed', error: toErrorData(error) });
}
