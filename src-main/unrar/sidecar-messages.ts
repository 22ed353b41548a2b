// The conversation with the unpacker's process.
import type { ErrorData } from '../../src-shared/peer-error.ts';
import type { ArchiveListing, UnpackedFile, UnpackProgress } from '../peer/edge/unpacker.ts';

/** A local socket that the process opens for one streamed archive, and the word by which it knows who may read there. */
export interface StreamChannel {
  path: string;
  token: string;
}

/** Paths are absolute. */
export type Job =
  | { kind: 'list'; archive: string }
  | { kind: 'unpack'; archive: string; into: string }
  | { kind: 'stream'; archive: string; skipFiles: number; channel: StreamChannel };

export type JobResult =
  { kind: 'listed'; listing: ArchiveListing } | { kind: 'unpacked'; files: UnpackedFile[] } | { kind: 'streamed' };

/**
 * What is told of a job; the last one is its outcome. `alive` only shows that it still works or waits for the receiver;
 * `channel-open` that the first bytes of a streamed archive can be fetched.
 */
export type JobMessage =
  | { kind: 'alive' }
  | { kind: 'channel-open' }
  | ({ kind: 'progress' } & UnpackProgress)
  | JobResult
  | { kind: 'failed'; error: ErrorData };

const passing: ReadonlySet<JobMessage['kind']> = new Set(['alive', 'channel-open', 'progress']);

/** Whether the job has ended with it. */
export const isOutcome = (message: JobMessage): boolean => !passing.has(message.kind);

/**
 * What a Worker says to its process: how much is to come, and which slots of the ring are filled; all else goes on as it
 * is.
 */
export type WorkerMessage =
  | Exclude<JobMessage, { kind: 'channel-open' | 'progress' }>
  | { kind: 'begin'; totalBytes: number }
  | { kind: 'slot'; slot: number; length: number };

export type SidecarCommand = { kind: 'start'; jobId: number; job: Job } | { kind: 'cancel'; jobId: number };

export interface SidecarMessage {
  jobId: number;
  message: JobMessage;
}
