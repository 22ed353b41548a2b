// Every run of the engine is noted as it ended, and whoever asked for it notices nothing.
import { expect, it } from 'vitest';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { UnpackRun } from '../../src-shared/unpack-run.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { ArchiveFrame, StreamInstallProvider } from '../peer/edge/stream-install.ts';
import type { Unpacker, UnpackProgress } from '../peer/edge/unpacker.ts';
import { logUnpacks } from './log-unpacks.ts';

const { signal } = new AbortController();
const frames: ArchiveFrame[] = [
  { kind: 'directory', path: 'd' },
  { kind: 'file-begin', path: 'd/a', size: 2, crc32: null },
  { kind: 'bytes', bytes: Buffer.from('ab') },
  { kind: 'file-end' },
  { kind: 'file-begin', path: 'd/b', size: 9, crc32: null },
  { kind: 'bytes', bytes: Buffer.from('cde') },
];

/** Each run takes 30 ms and ends as `failure` says, after some progress. */
function setUp(failure: Error | null = null) {
  const runs: UnpackRun[] = [];
  let nowMs = 0;
  const clock: Clock = { wallMs: () => 1000 + nowMs, nowMs: () => nowMs, after: () => () => undefined };
  const end = () => {
    nowMs += 30;
    if (failure !== null) throw failure;
  };
  const engine: Unpacker & StreamInstallProvider = {
    list: async () => {
      end();
      return { entries: [], solid: true, unpackedBytes: 0 };
    },
    unpack: async (_archive, _into, { onProgress }) => {
      onProgress?.({ writtenBytes: 5, totalBytes: 12, path: 'a' });
      end();
      return [
        { path: 'a', size: 5 },
        { path: 'b', size: 7 },
      ];
    },
    stream: async (_archive, { take }) => {
      for (const frame of frames) await take(frame);
      end();
    },
  };
  return { runs, unpacker: logUnpacks(engine, { add: (each) => void runs.push(each) }, clock) };
}

const noted = { startedMs: 1000, archive: '/a.eti', durationMs: 30 };

it('notes what was unpacked, and passes progress and result on', async () => {
  const { runs, unpacker } = setUp();
  const progress: UnpackProgress[] = [];
  const files = await unpacker.unpack('/a.eti', '/into', { signal, onProgress: (each) => progress.push(each) });
  expect(files).toHaveLength(2);
  expect(progress).toEqual([{ writtenBytes: 5, totalBytes: 12, path: 'a' }]);
  expect(runs).toEqual([{ ...noted, kind: 'unpack', files: 2, bytes: 12, outcome: { kind: 'ok' } }]);
});

it('notes why unpacking failed and how far it came', async () => {
  const failure = new PeerError('archive-corrupt', 'It is bad.');
  const { runs, unpacker } = setUp(failure);
  await expect(unpacker.unpack('/a.eti', '/into', { signal })).rejects.toBe(failure);
  const outcome = { kind: 'failed', code: 'archive-corrupt', message: 'It is bad.' };
  expect(runs).toEqual([{ ...noted, kind: 'unpack', files: null, bytes: 5, outcome }]);
});

it('notes what was read out and that it was cancelled', async () => {
  const { runs, unpacker } = setUp(new PeerError('cancelled', 'Unpacking was cancelled.'));
  const taken: ArchiveFrame[] = [];
  const take = async (frame: ArchiveFrame) => void taken.push(frame);
  await expect(unpacker.stream('/a.eti', { signal, skipFiles: 0, take })).rejects.toMatchObject({ code: 'cancelled' });
  expect(taken).toEqual(frames);
  expect(runs).toEqual([{ ...noted, kind: 'stream', files: 1, bytes: 5, outcome: { kind: 'cancelled' } }]);
});

it('does not note a look into an archive', async () => {
  const { runs, unpacker } = setUp();
  expect(await unpacker.list('/a.eti', signal)).toMatchObject({ solid: true });
  expect(await unpacker.list('/a.eti', signal, 'unpack')).toMatchObject({ solid: true });
  expect(runs).toEqual([]);
});

it.each(['unpack', 'stream'] as const)('notes what is refused before it comes to: %s', async (kind) => {
  const failure = new PeerError('archive-encrypted', 'It is encrypted.');
  const { runs, unpacker } = setUp(failure);
  await expect(unpacker.list('/a.eti', signal, kind)).rejects.toBe(failure);
  const outcome = { kind: 'failed', code: 'archive-encrypted', message: 'It is encrypted.' };
  expect(runs).toEqual([{ ...noted, kind, files: null, bytes: 0, outcome }]);
});

it('is silent about a refusal when nobody has asked for anything, and about a look that was cancelled', async () => {
  const refused = setUp(new PeerError('archive-encrypted', 'It is encrypted.'));
  await expect(refused.unpacker.list('/a.eti', signal)).rejects.toThrow();
  const cancelled = setUp(new PeerError('cancelled', 'Cancelled.'));
  await expect(cancelled.unpacker.list('/a.eti', signal, 'unpack')).rejects.toThrow();
  expect([...refused.runs, ...cancelled.runs]).toEqual([]);
});
