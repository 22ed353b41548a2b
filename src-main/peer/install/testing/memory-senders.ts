// Peers that stream given files from memory, honest or not, for tests of the streamed install.
import { crc32 } from 'node:zlib';
import { systemClock } from '../../edge/clock.ts';
import { untilAborted } from '../../edge/until-aborted.ts';
import type { StreamControl } from '../../protocol/messages.ts';
import type { StreamPart } from '../../protocol/stream-frames.ts';
import { RefusedError } from '../../room/ask.ts';
import type { StreamPosition } from '../../rules/stream-plan.ts';
import { ConnectionClosedError } from '../../transport/transport.ts';
import type { StreamSources } from '../fill-from-peers.ts';
import type { Files } from './install-fixture.ts';

export interface MemorySender {
  /** Paths that end with `/` are directories. */
  archives: Record<string, Files>;
  /** What is sent in place of what it would send. */
  change?: (parts: StreamPart[]) => StreamPart[];
  /** The connection is lost after so many parts, each time anew. */
  lostAfter?: () => number;
  refuses?: string;
  /** It says that others come first until this resolves. */
  busyUntil?: Promise<void>;
}

export interface SenderLog {
  /** `name@archive.files` for each time that somebody was asked. */
  asked: string[];
  banned: string[];
  written: number;
  total: number;
  /** How often it was told that all send to others. */
  waits: number;
  /** Streams that are open. */
  open: number;
}

const partBytes = 4;

/** Everything that this sender would say from a place on. */
export function partsOf(archives: Record<string, Files>, from: StreamPosition): StreamPart[] {
  const names = Object.keys(archives).toSorted();
  const parts: StreamPart[] = [planOf(archives)];
  for (const [index, name] of names.entries()) {
    if (index < from.archive) continue;
    parts.push({ kind: 'archive-begin', name });
    let files = 0;
    for (const [path, text] of Object.entries(archives[name] ?? {})) {
      if (path.endsWith('/')) parts.push({ kind: 'directory', path: path.slice(0, -1) });
      else if (index > from.archive || files++ >= from.files) parts.push(...fileParts(path, Buffer.from(text)));
    }
    parts.push({ kind: 'archive-end' });
  }
  return [...parts, { kind: 'complete' }];
}

export function planOf(archives: Record<string, Files>): Extract<StreamControl, { kind: 'plan' }> {
  const planned = Object.entries(archives).map(([name, contents]) => {
    const files = Object.entries(contents).filter(([path]) => !path.endsWith('/'));
    const unpackedBytes = files.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
    const directories = Object.keys(contents).length - files.length;
    return { name, solid: false, unpackedBytes, files: files.length, directories };
  });
  return { kind: 'plan', archives: planned.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}

function fileParts(path: string, bytes: Buffer): StreamPart[] {
  const parts: StreamPart[] = [{ kind: 'file-begin', path, size: bytes.length, crc32: crc32(bytes) }];
  for (let at = 0; at < bytes.length; at += partBytes) {
    parts.push({ kind: 'bytes', bytes: bytes.subarray(at, at + partBytes) });
  }
  return [...parts, { kind: 'file-end', crc32: null }];
}

/** The agreed archives are those of the first sender, unless others are named. */
export function memorySources(
  senders: Record<string, MemorySender>,
  told: SenderLog = { asked: [], banned: [], written: 0, total: 0, waits: 0, open: 0 },
): StreamSources & { told: SenderLog } {
  const [first] = Object.values(senders);
  return {
    told,
    archives: Object.keys(first?.archives ?? {}).toSorted(),
    peers: Object.keys(senders),
    nameOf: (peerId) => peerId,
    isBlocked: () => false,
    open: async (peerId, from, signal) => {
      signal.throwIfAborted();
      told.asked.push(`${peerId}@${from.archive}.${from.files}`);
      const sender = senders[peerId];
      if (sender?.refuses !== undefined) throw new RefusedError(sender.refuses, 'No.', null);
      const all = partsOf(sender?.archives ?? {}, from);
      const parts = sender?.change?.(all) ?? all;
      const end = sender?.lostAfter?.() ?? Infinity;
      let at = 0;
      let alive = 0;
      const busy = sender?.busyUntil;
      told.open += 1;
      const next = async (): Promise<StreamPart | null> => {
        signal.throwIfAborted();
        if (busy !== undefined && at === 0 && alive++ < 2) return { kind: 'alive', waiting: true };
        if (busy !== undefined && at === 0) await untilAborted(busy, signal);
        if (at >= end) throw new ConnectionClosedError('remote', 'The connection was lost.');
        return parts[at++] ?? null;
      };
      return { lane: 'tls', next, close: async () => void (told.open -= 1) };
    },
    onPlan: (totalBytes) => void (told.total = totalBytes),
    onSender: () => undefined,
    onWaiting: () => void (told.waits += 1),
    onReceived: () => undefined,
    onWritten: (count) => void (told.written += count),
    onBan: (peerId) => void told.banned.push(peerId),
    // Nobody has to wait for a peer that comes back.
    clock: { ...systemClock, after: (_ms, run) => systemClock.after(0, run) },
  };
}
