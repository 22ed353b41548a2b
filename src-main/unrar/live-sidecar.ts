// One running process of the unpacker, seen from the parent: its jobs, its silence and its end.
import { fromErrorData, PeerError } from '../../src-shared/peer-error.ts';
import type { UnpackProgress } from '../peer/edge/unpacker.ts';
import { cancelledUnpacking, unpackerCrashed } from './archive-error.ts';
import { parseSidecarMessage } from './parse-sidecar-messages.ts';
import type { Job, JobResult, SidecarCommand, SidecarMessage } from './sidecar-messages.ts';

/** A process that runs `sidecar.ts`. Electron gives a utilityProcess, everything else a forked Node. */
export interface Sidecar {
  post: (message: unknown) => void;
  onMessage: (listener: (message: unknown) => void) => void;
  /** Called when the process is gone or could not be started. */
  onExit: (listener: () => void) => void;
  /** Ends it at once, whatever it does. */
  kill: () => void;
}

export interface JobRun {
  signal: AbortSignal;
  onProgress?: ((progress: UnpackProgress) => void) | undefined;
  /** The job's channel can be connected to. */
  onChannelOpen?: (() => void) | undefined;
}

interface PendingJob extends Omit<JobRun, 'signal'> {
  settle: (outcome: JobResult | PeerError) => void;
  /** Checks of the watchdog since the last message. */
  silentChecks: number;
}

/** A process that does not end a cancelled job for so long is killed. */
const heedCancelMs = 1000;
/** A killed process that does not vanish for so long, as on a dead network drive, is given up. */
const vanishMs = 5000;
/** Several, because a computer that slept misses checks but must not be taken for a hanging process. */
const checksPerTimeout = 4;

export class LiveSidecar {
  readonly #sidecar: Sidecar;
  readonly #onGone: () => void;
  readonly #jobs = new Map<number, PendingJob>();
  readonly #gone = Promise.withResolvers<void>();
  readonly #watchdog: NodeJS.Timeout;
  #nextJobId = 1;
  #endedBecause: PeerError | null = null;
  #isGone = false;
  #vanishTimer: NodeJS.Timeout | undefined;

  /** `onGone` is called as soon as the process must not get another job, before any of its jobs fails. */
  constructor(sidecar: Sidecar, hangTimeoutMs: number, onGone: () => void) {
    this.#sidecar = sidecar;
    this.#onGone = onGone;
    this.#watchdog = setInterval(() => this.#checkSilence(), hangTimeoutMs / checksPerTimeout).unref();
    sidecar.onExit(() => this.#vanish());
    sidecar.onMessage((raw) => this.#receive(raw));
  }

  get jobCount(): number {
    return this.#jobs.size;
  }

  /** Resolves when the process is gone. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Runs one job. Rejects with PeerError once nothing of it runs any more, also when cancelled. */
  run(job: Job, { signal, ...listeners }: JobRun): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(cancelledUnpacking());
      const jobId = this.#nextJobId++;
      let killTimer: NodeJS.Timeout | undefined;
      const cancel = () => {
        this.#post({ kind: 'cancel', jobId });
        killTimer = setTimeout(() => this.end(notCancelled()), heedCancelMs);
      };
      const settle = (outcome: JobResult | PeerError) => {
        this.#remove(jobId);
        clearTimeout(killTimer);
        signal.removeEventListener('abort', cancel);
        if (signal.aborted) reject(cancelledUnpacking());
        else if (outcome instanceof PeerError) reject(outcome);
        else resolve(outcome);
      };
      this.#jobs.set(jobId, { ...listeners, settle, silentChecks: 0 });
      // Only work keeps the program alive, a waiting unpacker does not.
      this.#watchdog.ref();
      signal.addEventListener('abort', cancel, { once: true });
      this.#post({ kind: 'start', jobId, job });
    });
  }

  /** Kills the process; its jobs fail with `why` once it is gone. */
  end(why: PeerError) {
    if (this.#endedBecause !== null) return;
    this.#endedBecause = why;
    this.#onGone();
    this.#sidecar.kill();
    if (!this.#isGone) this.#vanishTimer = setTimeout(() => this.#vanish(), vanishMs);
  }

  #remove(jobId: number) {
    this.#jobs.delete(jobId);
    if (this.#jobs.size === 0) this.#watchdog.unref();
  }

  #vanish() {
    if (this.#isGone) return;
    this.#isGone = true;
    clearInterval(this.#watchdog);
    clearTimeout(this.#vanishTimer);
    this.#onGone();
    for (const job of this.#jobs.values()) job.settle(this.#endedBecause ?? crashed());
    this.#gone.resolve();
  }

  #checkSilence() {
    for (const job of this.#jobs.values()) {
      job.silentChecks += 1;
      if (job.silentChecks > checksPerTimeout) this.end(hanging());
    }
  }

  #receive(raw: unknown) {
    const parsed = parseOrNull(raw);
    if (parsed === null) return this.end(senseless());
    const job = this.#jobs.get(parsed.jobId);
    if (job !== undefined) deliver(job, parsed.message);
  }

  #post(command: SidecarCommand) {
    this.#sidecar.post(command);
  }
}

function deliver(job: PendingJob, message: SidecarMessage['message']) {
  job.silentChecks = 0;
  if (message.kind === 'alive') return;
  if (message.kind === 'channel-open') return job.onChannelOpen?.();
  if (message.kind === 'failed') return job.settle(fromErrorData(message.error));
  if (message.kind !== 'progress') return job.settle(message);
  const { writtenBytes, totalBytes, path } = message;
  job.onProgress?.({ writtenBytes, totalBytes, path });
}

function parseOrNull(raw: unknown): SidecarMessage | null {
  try {
    return parseSidecarMessage(raw);
  } catch {
    return null;
  }
}

const crashed = () => unpackerCrashed('The unpacker ended unexpectedly.');
const hanging = () => unpackerCrashed('The unpacker stopped answering and was ended.');
const notCancelled = () => unpackerCrashed('The unpacker was ended, because another archive could not be cancelled.');
const senseless = () => unpackerCrashed('The unpacker gave an answer that makes no sense and was ended.');
