// Entry of the unpacker's process: takes commands and tells of its jobs. Never outlives its parent.
import { parseSidecarCommand } from './parse-sidecar-messages.ts';
import { SidecarJob } from './sidecar-job.ts';
import { isOutcome, type Job, type SidecarMessage } from './sidecar-messages.ts';

/** Electron's utility processes talk through a port of their own. */
interface UtilityPort {
  on: (event: 'message', listener: (event: { data: unknown }) => void) => void;
  postMessage: (message: unknown) => void;
}

const utilityPort = (process as { parentPort?: UtilityPort }).parentPort;
const running = new Map<number, SidecarJob>();

function post(message: SidecarMessage) {
  if (utilityPort === undefined) process.send?.(message, undefined, {}, () => undefined);
  else utilityPort.postMessage(message);
}

function startJob(jobId: number, job: Job): SidecarJob {
  return new SidecarJob(job, (message) => {
    if (isOutcome(message)) running.delete(jobId);
    post({ jobId, message });
  });
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
