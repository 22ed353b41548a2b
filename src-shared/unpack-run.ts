// One run of the archive engine, as the unpack log keeps it.
import type { ErrorCode } from './peer-error.ts';

export type UnpackOutcome =
  { kind: 'ok' } | { kind: 'cancelled' } | { kind: 'failed'; code: ErrorCode; message: string };

export interface UnpackRun {
  /** Milliseconds since the epoch. */
  startedMs: number;
  /** Absolute path of the archive, or of its first volume. */
  archive: string;
  /** `unpack` wrote files; `stream` read them out to another PC. */
  kind: 'unpack' | 'stream';
  /** Whole files; null where unpacking ended early, which tells bytes only. */
  files: number | null;
  /** Unpacked bytes, also of a run that ended early. */
  bytes: number;
  durationMs: number;
  outcome: UnpackOutcome;
}
