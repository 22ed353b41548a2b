// The conversation with the unpacker's process.
import type { ErrorData } from '../../src-shared/peer-error.ts';
import type { ArchiveListing, UnpackedFile, UnpackProgress } from '../peer/edge/unpacker.ts';

/** Paths are absolute. */
export type Job = { kind: 'list'; archive: string } | { kind: 'unpack'; archive: string; into: string };

export type JobResult = { kind: 'listed'; listing: ArchiveListing } | { kind: 'unpacked'; files: UnpackedFile[] };

/** What a job's Worker says; the last one is its outcome. `alive` only shows that it still works. */
export type JobMessage =
  { kind: 'alive' } | ({ kind: 'progress' } & UnpackProgress) | JobResult | { kind: 'failed'; error: ErrorData };

export type SidecarCommand = { kind: 'start'; jobId: number; job: Job } | { kind: 'cancel'; jobId: number };

export interface SidecarMessage {
  jobId: number;
  message: JobMessage;
}
