// Runs one streamed archive: the job in the unpacker's process, and the channel by which its bytes come here.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StreamArchive } from '../peer/edge/stream-install.ts';
import { cancelledUnpacking, unpackerCrashed } from './archive-error.ts';
import type { JobRun } from './live-sidecar.ts';
import type { Job, JobResult, StreamChannel } from './sidecar-messages.ts';
import { StreamReceiver } from './stream-receiver.ts';

/**
 * `archive` is absolute. Throws what `take` rejected with, or PeerError; then nothing of the job runs any more, and
 * nothing is handed out.
 */
export async function runStreamJob(
  run: (job: Job, options: JobRun) => Promise<JobResult>,
  archive: string,
  options: StreamArchive,
): Promise<JobResult> {
  const channel = createChannel();
  const receiver = new StreamReceiver(channel, options);
  const job: Job = { kind: 'stream', archive, skipFiles: options.skipFiles, channel };
  const signal = AbortSignal.any([options.signal, receiver.failed]);
  try {
    const result = await run(job, { signal, onChannelOpen: () => receiver.open() });
    if (result.kind === 'streamed' && !receiver.complete) throw unpackerCrashed('The unpacker stopped in the middle.');
    return result;
  } catch (error) {
    if (options.signal.aborted) throw cancelledUnpacking();
    throw receiver.failure === null ? error : receiver.failure.thrown;
  } finally {
    receiver.close();
    await removeSocket(channel);
  }
}

/** Short, since the addresses of local sockets may have about a hundred characters only. */
function createChannel(): StreamChannel {
  const name = `lanspread-stream-${randomBytes(12).toString('hex')}`;
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
  return { path, token: randomBytes(16).toString('hex') };
}

/** Its maker removes it, unless it was killed before. */
async function removeSocket({ path }: StreamChannel): Promise<void> {
  if (process.platform !== 'win32') await rm(path, { force: true });
}
