// One job in the unpacker's process: a Worker of its own, so that it can be cancelled at any moment.
import { Worker } from 'node:worker_threads';
import { toErrorData, type PeerError } from '../../src-shared/peer-error.ts';
import { cancelledUnpacking, unpackerCrashed } from './archive-error.ts';
import { FileSink } from './file-sink.ts';
import type { Job, JobMessage, WorkerMessage } from './sidecar-messages.ts';
import { createRing } from './stream-ring.ts';
import { StreamSender } from './stream-sender.ts';
import type { WorkerStart } from './unrar-worker.ts';

/** A Worker that does not heed the flag for so long is ended by force. */
const heedCancelMs = 40;
const aliveMs = 1000;
const youngGenerationMib = 4;

// Bundled, the Worker's file stands beside this one.
const workerFile = import.meta.url.endsWith('.ts') ? './unrar-worker.ts' : './unrar-worker.js';

/** Starts at once. `tell` hears the outcome last, once nothing of the job runs any more. */
export class SidecarJob {
  readonly #tell: (message: JobMessage) => void;
  readonly #cancelFlag = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker: Worker;
  /** Empties the ring; null for a job that only lists. */
  readonly #outlet: FileSink | StreamSender | null;
  /** Nothing more will be taken out of the ring, for whatever reason. */
  readonly #taken = Promise.withResolvers<void>();
  #outcome: JobMessage | null = null;
  #outletFailure: PeerError | null = null;
  #totalBytes = 0;
  #cancelled = false;

  constructor(job: Job, tell: (message: JobMessage) => void) {
    this.#tell = tell;
    const ring = job.kind === 'list' ? null : createRing();
    this.#outlet = this.#openOutlet(job, ring);
    this.#worker = startWorker({ job, cancelFlag: this.#cancelFlag.buffer, ring });
    this.#worker.on('message', (message: WorkerMessage) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(unpackerCrashed(`The unpacker failed: ${error.message}`)));
    this.#worker.on('exit', () => void this.#finish());
  }

  cancel() {
    this.#cancelled = true;
    this.#askToStop();
    this.#closeOutlet();
    setTimeout(() => void this.#worker.terminate(), heedCancelMs);
  }

  #openOutlet(job: Job, ring: SharedArrayBuffer | null): FileSink | StreamSender | null {
    if (job.kind === 'list' || ring === null) return null;
    if (job.kind === 'stream') {
      const opened = () => this.#tell({ kind: 'channel-open' });
      const closed = () => this.#loseOutlet(unpackerCrashed('The unpacker could not hand over what it unpacked.'));
      return new StreamSender(ring, job.channel, { opened, closed });
    }
    return new FileSink(ring, job.archive, job.into, {
      progress: (writtenBytes, path) =>
        this.#tell({ kind: 'progress', writtenBytes, totalBytes: this.#totalBytes, path }),
      complete: () => this.#taken.resolve(),
      failed: (error) => this.#loseOutlet(error),
    });
  }

  #receive(message: WorkerMessage) {
    if (message.kind === 'slot') this.#outlet?.send(message.slot, message.length);
    else if (message.kind === 'begin') this.#totalBytes = message.totalBytes;
    else if (message.kind === 'alive') this.#tell(message);
    else this.#outcome ??= message;
  }

  async #finish() {
    const whole = this.#outcome?.kind === 'streamed' || this.#outcome?.kind === 'unpacked';
    if (whole && !this.#cancelled) await this.#untilTaken();
    // The receiver of a stream hangs up when it has the last byte, and knows best whether it has.
    if (this.#outletFailure !== null && this.#outcome?.kind !== 'streamed') this.#fail(this.#outletFailure);
    if (this.#cancelled) this.#fail(cancelledUnpacking());
    this.#closeOutlet();
    const failure = unpackerCrashed('The unpacker ended without an answer.');
    this.#tell(this.#outcome ?? { kind: 'failed', error: toErrorData(failure) });
  }

  /** Until then the ring's other end alone is waited for. */
  async #untilTaken() {
    const beat = setInterval(() => this.#tell({ kind: 'alive' }), aliveMs);
    await this.#taken.promise;
    clearInterval(beat);
  }

  /** A Worker that is through does not notice. */
  #loseOutlet(why: PeerError) {
    this.#outletFailure = why;
    this.#taken.resolve();
    this.#askToStop();
  }

  #askToStop() {
    Atomics.store(this.#cancelFlag, 0, 1);
    this.#outlet?.wake();
  }

  #closeOutlet() {
    this.#outlet?.close();
    this.#taken.resolve();
  }

  #fail(error: PeerError) {
    this.#outcome = { kind: 'failed', error: toErrorData(error) };
  }
}

function startWorker(start: WorkerStart): Worker {
  return new Worker(new URL(workerFile, import.meta.url), {
    workerData: start,
    execArgv: [],
    // Listings are soon garbage; a small nursery halves the memory that they take.
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMib },
  });
}
