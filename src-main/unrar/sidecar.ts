// Entry of the unpacker's process: one Worker per job, so that it can be cancelled at any moment. Never outlives its parent.
import { Worker } from 'node:worker_threads';
import { toErrorData } from '../../src-shared/peer-error.ts';
import { cancelledUnpacking, unpackerCrashed } from './archive-error.ts';
import { parseSidecarCommand } from './parse-sidecar-messages.ts';
import type { Job, JobMessage, SidecarMessage } from './sidecar-messages.ts';
import type { WorkerStart } from './unrar-worker.ts';

/** A Worker that does not heed the flag for so long is ended by force. */
const heedCancelMs = 40;
const youngGenerationMib = 4;

/** Electron's utility processes talk through a port of their own. */
interface UtilityPort {
  on: (event: 'message', listener: (event: { data: unknown }) => void) => void;
  postMessage: (message: unknown) => void;
}

interface RunningJob {
  cancel: () => void;
}

// Bundled, the Worker's file stands beside this one.
const workerFile = import.meta.url.endsWith('.ts') ? './unrar-worker.ts' : './unrar-worker.js';
const utilityPort = (process as { parentPort?: UtilityPort }).parentPort;
const running = new Map<number, RunningJob>();

function post(message: SidecarMessage) {
  if (utilityPort === undefined) process.send?.(message, undefined, {}, () => undefined);
  else utilityPort.postMessage(message);
}

/** The outcome is told only once the Worker is gone: from then on nothing writes any more. */
function startJob(jobId: number, job: Job): RunningJob {
  const cancelFlag = new SharedArrayBuffer(4);
  const worker = new Worker(new URL(workerFile, import.meta.url), {
    workerData: { job, cancelFlag } satisfies WorkerStart,
    execArgv: [],
    // Listings are soon garbage; a small nursery halves the memory that they take.
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMib },
  });
  let outcome: JobMessage | null = null;
  let cancelled = false;
  worker.on('message', (message: JobMessage) => {
    if (message.kind === 'alive' || message.kind === 'progress') post({ jobId, message });
    else outcome = message;
  });
  worker.on('error', (error) => {
    outcome = { kind: 'failed', error: toErrorData(unpackerCrashed(`The unpacker failed: ${error.message}`)) };
  });
  worker.on('exit', () => {
    running.delete(jobId);
    const failure = cancelled ? cancelledUnpacking() : unpackerCrashed('The unpacker ended without an answer.');
    post({ jobId, message: outcome ?? { kind: 'failed', error: toErrorData(failure) } });
  });
  const cancel = () => {
    cancelled = true;
    Atomics.store(new Int32Array(cancelFlag), 0, 1);
    setTimeout(() => void worker.terminate(), heedCancelMs);
  };
  return { cancel };
}

function handleCommand(raw: unknown) {
  const command = parseSidecarCommand(raw);
  if (command.kind === 'cancel') running.get(command.jobId)?.cancel();
  else running.set(command.jobId, startJob(command.jobId, command.job));
}

if (utilityPort === undefined) process.on('message', handleCommand);
else utilityPort.on('message', (event) => handleCommand(event.data));
process.on('disconnect', () => process.exit(0));
// Ctrl+C reaches the whole process group; the parent decides when work ends.
process.on('SIGINT', () => undefined);
