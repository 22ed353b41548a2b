// Entry of a hashing thread: reads files and answers with the hashes of their ranges, one job after the other.
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { constants as osConstants, setPriority } from 'node:os';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

export interface ByteRange {
  offset: number;
  length: number;
}

/** What the thread is for; `background` work takes only what nobody else needs. */
export type HashPurpose = 'urgent' | 'background';

export type HashCommand =
  | { kind: 'hash'; job: number; file: string; ranges: readonly ByteRange[] }
  | { kind: 'cancel'; job: number }
  /** Stops reading after the block under way, until called off. */
  | { kind: 'hold'; held: boolean };

/** An error of the system as data, since a cloned error loses its code. */
export interface SystemErrorData {
  message: string;
  code?: string;
  path?: string;
}

export type HashReport =
  | { kind: 'bytes'; job: number; count: number }
  | { kind: 'done'; job: number; hashes: string[] }
  | { kind: 'failed'; job: number; error: SystemErrorData };

interface Job {
  id: number;
  file: string;
  ranges: readonly ByteRange[];
  cancelled: boolean;
  /** Hashed and not reported yet. */
  newBytes: number;
  reportedMs: number;
}

const blockBytes = 2 ** 20;
const reportMs = 100;
/** Where a thread cannot be given a low priority, it rests this long after working that long. */
const workMs = 50;
const restMs = 25;

if (parentPort === null) throw new Error('hash-worker runs as a worker thread only');
const port = parentPort;
const block = Buffer.allocUnsafeSlow(blockBytes);
const rests = workerData === ('background' satisfies HashPurpose) && !lowerPriority();
const jobs: Job[] = [];
const state = { running: false, held: false, goOn: () => {}, restedMs: performance.now() };

port.on('message', (command: HashCommand) => {
  if (command.kind === 'hash') {
    const { job: id, file, ranges } = command;
    jobs.push({ id, file, ranges, cancelled: false, newBytes: 0, reportedMs: 0 });
    if (!state.running) void runJobs();
  } else if (command.kind === 'cancel') {
    const job = jobs.find(({ id }) => id === command.job);
    if (job !== undefined) job.cancelled = true;
    state.goOn();
  } else {
    state.held = command.held;
    state.goOn();
  }
});

/** Only Linux gives each thread a priority of its own; elsewhere this would slow down the whole program. */
function lowerPriority(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    setPriority(osConstants.priority.PRIORITY_LOW);
    return true;
  } catch {
    return false;
  }
}

const post = (report: HashReport) => port.postMessage(report);

async function runJobs(): Promise<void> {
  state.running = true;
  for (let job = jobs[0]; job !== undefined; job = jobs[0]) {
    await runJob(job);
    jobs.shift();
  }
  state.running = false;
}

async function runJob(job: Job): Promise<void> {
  try {
    const hashes = await hashFile(job);
    reportBytes(job);
    if (!job.cancelled) post({ kind: 'done', job: job.id, hashes });
  } catch (error) {
    post({ kind: 'failed', job: job.id, error: describeError(error) });
  }
}

async function hashFile(job: Job): Promise<string[]> {
  await giveWay(job);
  if (job.cancelled) return [];
  // A pipe in place of the file would otherwise block here for ever.
  const file = openSync(job.file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw Object.assign(new Error(`${job.file} is no regular file`), { code: 'EINVAL' });
    const hashes: string[] = [];
    for (const range of job.ranges) {
      const reachesBeyond = range.offset + range.length > stats.size;
      hashes.push(reachesBeyond ? '' : await hashRange(job, file, range));
      if (job.cancelled) break;
    }
    return hashes;
  } finally {
    closeSync(file);
  }
}

/** Reads block by block: from the cache this is faster than asynchronous reads, and takes less of the processor. */
async function hashRange(job: Job, file: number, { offset, length }: ByteRange): Promise<string> {
  const sum = createHash('sha256');
  for (let done = 0; done < length;) {
    const read = readSync(file, block, 0, Math.min(blockBytes, length - done), offset + done);
    // It became shorter meanwhile.
    if (read === 0) return '';
    sum.update(block.subarray(0, read));
    done += read;
    job.newBytes += read;
    await giveWay(job);
    if (job.cancelled) return '';
  }
  return sum.digest('hex');
}

/** Between two blocks: hears what came meanwhile, tells how far it is, and lets others work. */
async function giveWay(job: Job): Promise<void> {
  if (performance.now() - job.reportedMs >= reportMs) reportBytes(job);
  await nextTurn();
  if (rests && performance.now() - state.restedMs >= workMs) {
    await sleep(restMs);
    state.restedMs = performance.now();
  }
  while (state.held && !job.cancelled) await new Promise<void>((resolve) => (state.goOn = resolve));
}

function reportBytes(job: Job): void {
  if (job.newBytes > 0) post({ kind: 'bytes', job: job.id, count: job.newBytes });
  job.newBytes = 0;
  job.reportedMs = performance.now();
}

function describeError(error: unknown): SystemErrorData {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, code, path } = error as NodeJS.ErrnoException;
  return { message, ...(code === undefined ? {} : { code }), ...(path === undefined ? {} : { path }) };
}
