// Takes one stream of archives from one sender: every file is counted, checked and written before the next one.
import { crc32 } from 'node:zlib';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { assertNever } from '../../../src-shared/assert-never.ts';
import type { Lane } from '../../../src-shared/peer-row.ts';
import type { StreamPart } from '../protocol/stream-frames.ts';
import type { StreamLedger } from '../rules/stream-ledger.ts';
import type { StreamPlan } from '../rules/stream-plan.ts';
import type { StreamWriter } from './stream-writer.ts';

/** An answered request for a streamed install. */
export interface InstallStream {
  lane: Lane;
  /** null at its end. Rejects when it is cut off. */
  next: () => Promise<StreamPart | null>;
  close: () => Promise<void>;
}

/** The sender says that it cannot go on. `remoteCode` is its code. */
export class SenderFailure extends PeerError {
  readonly remoteCode: string;

  constructor(remoteCode: string, message: string) {
    super('source-lost', message);
    this.name = 'SenderFailure';
    this.remoteCode = remoteCode;
  }
}

export interface ReceiveStream {
  stream: InstallStream;
  ledger: StreamLedger;
  writer: StreamWriter;
  /** Hears of raw bytes as they arrive, and may hold them up. */
  onReceived: (count: number) => Promise<void> | void;
  /** Bytes that count; negative when they were dropped again. */
  onWritten: (count: number) => void;
}

/** What it is going to send. `onWaiting` hears, once, that others come first. Throws `protocol-error` unless the plan comes first. */
export async function readPlan(stream: InstallStream, onWaiting: () => void): Promise<StreamPlan> {
  let waits = false;
  const part = await nextPart(stream, ({ waiting = false }) => {
    if (waiting && !waits) onWaiting();
    waits ||= waiting;
  });
  if (part.kind === 'plan') return part.archives;
  throw new PeerError('protocol-error', 'Another PC began to send without saying what.');
}

/**
 * Resolves when all of the plan is written and right. Throws `protocol-error` or `bad-data` when the sender sends what is
 * wrong, SenderFailure, LocalFailure, or why the stream ended early. What was not finished is deleted again.
 */
export async function receiveStream(options: ReceiveStream): Promise<void> {
  const { stream, ledger, writer, onWritten } = options;
  const file = createFileSum();
  try {
    for (;;) {
      const part = await nextPart(stream);
      if (part.kind === 'complete') break;
      const wait = part.kind === 'bytes' ? takeBytes(options, file, part.bytes) : takeControl(options, file, part);
      if (wait !== undefined) await wait;
    }
    ledger.requireComplete();
  } finally {
    onWritten(-file.bytes);
    await writer.drop();
  }
}

/** Two hours of a sender whose turn does not come. */
const maxAliveInARow = 3600;

/** The next part that says something. */
async function nextPart(
  stream: InstallStream,
  onAlive: (part: Extract<StreamPart, { kind: 'alive' }>) => void = () => {},
): Promise<StreamPart> {
  for (let alive = 0; alive < maxAliveInARow; alive++) {
    const part = await stream.next();
    if (part === null) throw new PeerError('source-lost', 'It ended before all of it was sent.');
    if (part.kind === 'error') throw new SenderFailure(part.code, part.message);
    if (part.kind !== 'alive') return part;
    onAlive(part);
  }
  throw new PeerError('source-lost', 'It only said that it was there.');
}

/** There are many of these, and mostly there is nothing to wait for. */
function takeBytes(
  { ledger, writer, onReceived, onWritten }: ReceiveStream,
  file: FileSum,
  bytes: Uint8Array,
): Promise<unknown> | void {
  ledger.takeBytes(bytes.length);
  file.add(bytes);
  onWritten(bytes.length);
  const written = writer.write(bytes);
  const held = onReceived(bytes.length);
  if (written !== undefined && held !== undefined) return Promise.all([written, held]);
  return written ?? held;
}

async function takeControl(
  { ledger, writer }: ReceiveStream,
  file: FileSum,
  part: Exclude<StreamPart, { kind: 'bytes' }>,
): Promise<void> {
  switch (part.kind) {
    case 'file-begin':
      ledger.beginFile(part.path, part.size);
      file.begin(part.path, part.crc32);
      return writer.begin(part.path);
    case 'file-end':
      ledger.requireWhole();
      file.check(part.crc32);
      await writer.end();
      ledger.endFile();
      return file.end();
    case 'directory':
      ledger.addDirectory(part.path);
      return writer.makeDirectory(part.path);
    case 'archive-begin':
      return ledger.beginArchive(part.name);
    case 'archive-end':
      return ledger.endArchive();
    case 'plan':
      throw new PeerError('protocol-error', 'Another PC changed its mind about what it sends.');
    // Both are dealt with before.
    case 'alive':
    case 'error':
    case 'complete':
      return;
    default:
      return assertNever(part);
  }
}

interface FileSum {
  /** Of the file that has begun. */
  readonly bytes: number;
  begin: (path: string, expected: number | null) => void;
  add: (bytes: Uint8Array) => void;
  /** Throws `bad-data` when the archive's checksum, or the sender's where there is none, is another one. */
  check: (sent: number | null) => void;
  end: () => void;
}

function createFileSum(): FileSum {
  let file = { path: '', expected: null as number | null, sum: 0, bytes: 0 };
  return {
    get bytes() {
      return file.bytes;
    },
    begin: (path, expected) => void (file = { path, expected, sum: 0, bytes: 0 }),
    add: (bytes) => {
      file.sum = crc32(bytes, file.sum);
      file.bytes += bytes.length;
    },
    check: (sent) => {
      const expected = file.expected ?? sent;
      if (expected === null) throw new PeerError('protocol-error', `Another PC sent ${file.path} without a checksum.`);
      if (expected !== file.sum) throw new PeerError('bad-data', `Wrong bytes of ${file.path} came from another PC.`);
    },
    end: () => void (file.bytes = 0),
  };
}
