// One job in the unpacker's process: a Worker of its own, so that it can be cancelled at any moment.
import { Worker } from 'node:worker_threads';
import { toErrorData, type PeerError } from '../../src-shared/peer-error.ts';
import { cancelledUnpacking, unpackerCrashed } from './archive-error.ts';
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
  readonly #sender: StreamSender | null = null;
  readonly #receiverGone = Promise.withResolvers<void>();
  #outcome: JobMessage | null = null;
  #receiverLost = false;
  #cancelled = false;

  constructor(job: Job, tell: (message: JobMessage) => void) {
    this.#tell = tell;
    const ring = job.kind === 'stream' ? createRing() : null;
    if (job.kind === 'stream' && ring !== null) {
      const opened = () => tell({ kind: 'channel-open' });
      this.#sender = new StreamSender(ring, job.channel, { opened, closed: () => this.#loseReceiver() });
    }
    this.#worker = startWorker({ job, cancelFlag: this.#cancelFlag.buffer, ring });
    this.#worker.on('message', (message: WorkerMessage) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(unpackerCrashed(`The unpacker failed: ${error.message}`)));
    this.#worker.on('exit', () => void this.#finish());
  }

  cancel() {
    this.#cancelled = true;
    this.#askToStop();
    this.#closeChannel();
    setTimeout(() => void this.#worker.terminate(), heedCancelMs);
  }

  #receive(message: WorkerMessage) {
    if (message.kind === 'slot') this.#sender?.send(message.slot, message.length);
    else if (message.kind === 'alive' || message.kind === 'progress') this.#tell(message);
    else this.#outcome ??= message;
  }

  async #finish() {
    if (this.#outcome?.kind === 'streamed' && !this.#cancelled) await this.#untilTaken();
    else if (this.#receiverLost) this.#fail(unpackerCrashed('The unpacker could not hand over what it unpacked.'));
    this.#closeChannel();
    const failure = this.#cancelled ? cancelledUnpacking() : unpackerCrashed('The unpacker ended without an answer.');
    this.#tell(this.#outcome ?? { kind: 'failed', error: toErrorData(failure) });
  }

  /** The receiver hangs up when it has the last byte; until then it alone is waited for. */
  async #untilTaken() {
    const beat = setInterval(() => this.#tell({ kind: 'alive' }), aliveMs);
    await this.#receiverGone.promise;
    clearInterval(beat);
  }

  /** Too early or because it has everything: a Worker that is through does not notice, and the receiver knows best. */
  #loseReceiver() {
    this.#receiverLost = true;
    this.#receiverGone.resolve();
    this.#askToStop();
  }

  #askToStop() {
    Atomics.store(this.#cancelFlag, 0, 1);
    this.#sender?.wake();
  }

  #closeChannel() {
    this.#sender?.close();
    this.#receiverGone.resolve();
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
