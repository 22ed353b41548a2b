// An unpacker that notes every run of it.
import { toErrorData } from '../../src-shared/peer-error.ts';
import type { UnpackOutcome, UnpackRun } from '../../src-shared/unpack-run.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { StreamInstallProvider } from '../peer/edge/stream-install.ts';
import type { Unpacker } from '../peer/edge/unpacker.ts';
import type { UnpackLog } from './unpack-log.ts';

/** What a run has done so far; whoever runs it counts. */
type Count = Pick<UnpackRun, 'files' | 'bytes'>;

/**
 * Does what `unpacker` does. A look into an archive is noted only where something was to be done with it that it refuses: else
 * it happens at every look at a game.
 */
export function logUnpacks<U extends Unpacker & StreamInstallProvider>(
  unpacker: U,
  store: Pick<UnpackLog, 'add'>,
  clock: Clock,
): U {
  const note = async <T>(
    kind: UnpackRun['kind'],
    archive: string,
    count: Count,
    work: () => Promise<T>,
    isNoted: (outcome: UnpackOutcome) => boolean = () => true,
  ): Promise<T> => {
    const startedMs = clock.wallMs();
    const beganMs = clock.nowMs();
    const add = (outcome: UnpackOutcome) => {
      const durationMs = Math.round(clock.nowMs() - beganMs);
      if (isNoted(outcome)) store.add({ startedMs, archive, kind, ...count, durationMs, outcome });
    };
    try {
      const result = await work();
      add({ kind: 'ok' });
      return result;
    } catch (error) {
      add(outcomeOf(error));
      throw error;
    }
  };
  const hasFailed = (outcome: UnpackOutcome) => outcome.kind === 'failed';
  return {
    ...unpacker,
    list: (archive, signal, before) => {
      const look = () => unpacker.list(archive, signal, before);
      return before === undefined ? look() : note(before, archive, { files: null, bytes: 0 }, look, hasFailed);
    },
    unpack: (archive, into, options) => {
      const count: Count = { files: null, bytes: 0 };
      return note('unpack', archive, count, () => unpackCounted(unpacker, archive, into, options, count));
    },
    stream: (archive, options) => {
      const count = { files: 0, bytes: 0 };
      return note('stream', archive, count, () => unpacker.stream(archive, countFrames(options, count)));
    },
  };
}

async function unpackCounted(
  unpacker: Unpacker,
  archive: string,
  into: string,
  options: Parameters<Unpacker['unpack']>[2],
  count: Count,
) {
  const files = await unpacker.unpack(archive, into, {
    ...options,
    onProgress: (progress) => {
      count.bytes = progress.writtenBytes;
      options.onProgress?.(progress);
    },
  });
  count.files = files.length;
  count.bytes = files.reduce((sum, file) => sum + file.size, 0);
  return files;
}

/** Counts what was taken: whole files, and bytes. */
function countFrames(
  options: Parameters<StreamInstallProvider['stream']>[1],
  count: { files: number; bytes: number },
): typeof options {
  return {
    ...options,
    take: async (frame) => {
      // The frame's bytes are gone once it was taken.
      const bytes = frame.kind === 'bytes' ? frame.bytes.length : 0;
      await options.take(frame);
      count.bytes += bytes;
      if (frame.kind === 'file-end') count.files += 1;
    },
  };
}

function outcomeOf(error: unknown): UnpackOutcome {
  const { code, message } = toErrorData(error);
  return code === 'cancelled' ? { kind: 'cancelled' } : { kind: 'failed', code, message };
}
