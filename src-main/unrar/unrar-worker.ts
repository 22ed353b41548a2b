// Entry of a job's Worker: runs one job and posts what happens.
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorData } from '../../src-shared/peer-error.ts';
import { cancelledUnpacking } from './archive-error.ts';
import { checkSpace, inspectArchive } from './inspect-archive.ts';
import { loadEngine } from './load-engine.ts';
import { toListing } from './plan-entries.ts';
import type { Job, JobResult, WorkerMessage } from './sidecar-messages.ts';
import { streamArchive } from './stream-archive.ts';
import { RingWriter } from './stream-ring.ts';

const aliveMs = 1000;

/** What the process hands to a Worker. The flag becomes 1 when the job is to stop. */
export interface WorkerStart {
  job: Job;
  cancelFlag: SharedArrayBuffer;
  /** Where the bytes go; null for a job that only lists. */
  ring: SharedArrayBuffer | null;
}

const post = (message: WorkerMessage) => parentPort?.postMessage(message);

/** Called often: keeps the process informed, and throws when the job is to stop. */
function createStep(cancelFlag: Int32Array): () => void {
  let lastMessageMs = 0;
  return () => {
    if (Atomics.load(cancelFlag, 0) !== 0) throw cancelledUnpacking();
    const now = performance.now();
    if (now - lastMessageMs < aliveMs) return;
    lastMessageMs = now;
    post({ kind: 'alive' });
  };
}

async function runJob({ job, ring }: WorkerStart, step: () => void): Promise<JobResult> {
  const engine = await loadEngine();
  const inspected = inspectArchive(job.archive, engine, step);
  const { plan } = inspected;
  if (job.kind === 'list') return { kind: 'listed', listing: toListing(plan) };
  if (job.kind === 'unpack') checkSpace(job.into, plan.unpackedBytes);
  if (ring === null) throw new Error('an archive that is unpacked needs a ring');
  post({ kind: 'begin', totalBytes: plan.unpackedBytes });
  const send = (slot: number, length: number) => post({ kind: 'slot', slot, length });
  const skipFiles = job.kind === 'stream' ? job.skipFiles : 0;
  streamArchive(inspected, skipFiles, engine, new RingWriter(ring, { step, send }), step);
  if (job.kind === 'stream') return { kind: 'streamed' };
  const files = plan.entries.filter((entry) => !entry.directory);
  return { kind: 'unpacked', files: files.map(({ path, size }) => ({ path, size })) };
}

const start = workerData as WorkerStart;
try {
  post(await runJob(start, createStep(new Int32Array(start.cancelFlag))));
} catch (error) {
  post({ kind: 'failed', error: toErrorData(error) });
}
