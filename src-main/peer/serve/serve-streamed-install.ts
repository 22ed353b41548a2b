// Unpacks a served game for somebody who installs it without storing its archives.
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { GameFile, GameId, GameVersion } from '../../../src-shared/game.ts';
import { PeerError, toErrorData } from '../../../src-shared/peer-error.ts';
import type { ArchiveSource } from '../edge/archive-source.ts';
import { systemClock, type Clock } from '../edge/clock.ts';
import { createPlaces, type Places } from '../edge/places.ts';
import type { ArchiveFrame } from '../edge/stream-install.ts';
import { archiveFiles, archivesToUnpack } from '../library/list-archives.ts';
import { listGameFiles } from '../library/list-game-files.ts';
import { stampOf } from '../library/library-index.ts';
import { encodeMessage } from '../protocol/framing.ts';
import { withReset } from '../room/ask.ts';
import type { PlannedArchive, StreamPosition } from '../rules/stream-plan.ts';
import { createFrameSink, type FrameSink } from './frame-sink.ts';
import { sendBlock } from './serve-file.ts';
import { findServed, notServed, refusal } from './served-game.ts';
import type { Exchange, ServerOptions } from './server-options.ts';
import type { UploadPlace } from './upload-order.ts';
import { watchAsker } from './watch-asker.ts';

export interface StreamRequest {
  gameId: GameId;
  version: GameVersion;
  /** null when the asker knows none. */
  manifestId: string | null;
  from: StreamPosition;
}

/** Each stream keeps an unpacker busy. */
const maxStreamsAtOnce = 2;

export const createStreamPlaces = (): Places => createPlaces(maxStreamsAtOnce);

export interface StreamServer extends ServerOptions {
  streamPlaces: Places;
}

/**
 * Throws `request-refused`, or `not-supported-yet` without an archive engine, before a byte was sent. Later failures are
 * told in a frame; once the asker has gone, or the game is to be changed here, the stream is reset.
 */
export async function serveStreamedInstall(
  options: StreamServer,
  exchange: Exchange,
  request: StreamRequest,
): Promise<void> {
  const { connection, stream, reader } = exchange;
  const { archives } = options;
  if (archives === null) throw new PeerError('not-supported-yet', 'This PC does not unpack games for others.');
  const { gone } = watchAsker(reader);
  const who = options.room.peerAt(connection) ?? connection.remote.host;
  const place = options.uploads.join(connection, who, request.gameId);
  const transfer = options.outbound.begin(request.gameId);
  try {
    const signal = AbortSignal.any([transfer.signal, gone]);
    const served = await findArchives(options, request);
    await place.turn(signal);
    await withReset(stream, signal, async () => {
      await stream.write(encodeMessage({ ok: true }));
      await sendArchives(options, { ...request, archives, served, stream, place, signal });
      place.leave();
      await stream.end();
    });
  } finally {
    transfer.end();
    place.leave();
  }
}

interface ServedArchives {
  root: string;
  files: GameFile[];
  /** Throws `request-refused` when one of these archive files is no longer what was hashed; without names, of all. */
  requireUnchanged: (names?: readonly string[]) => Promise<void>;
}

async function findArchives(
  options: ServerOptions,
  { gameId, version, manifestId }: StreamRequest,
): Promise<ServedArchives> {
  const served = findServed(options, gameId);
  if (served === null) throw notServed(gameId);
  if (served.version !== version) throw refusal(`Version ${served.version} is served here.`);
  const known = options.hashing()?.manifestId(gameId) ?? null;
  // Without its pieces' hashes over there, ours are the only proof that these are the bytes that were agreed on.
  if (manifestId !== null && known !== manifestId) throw refusal(`${gameId} is not known to have these bytes here.`);
  const root = join(served.gameDir, gameId);
  const files = await listGameFiles(options.disk, root);
  const requireUnchanged = async (names: readonly string[] = archiveFiles(files)) => {
    for (const name of names) await requireFileUnchanged(options, gameId, root, name);
  };
  await requireUnchanged();
  return { root, files, requireUnchanged };
}

async function requireFileUnchanged(
  { disk, hashing }: ServerOptions,
  gameId: GameId,
  root: string,
  name: string,
): Promise<void> {
  const stat = await disk.stat(join(root, name));
  const same = stat?.kind === 'file' && hashing()?.isUnchanged(gameId, name, stampOf(stat)) !== false;
  if (!same) throw refusal(`${name} has changed on this PC.`);
}

interface Sending extends StreamRequest {
  archives: ArchiveSource;
  served: ServedArchives;
  stream: Exchange['stream'];
  place: UploadPlace;
  signal: AbortSignal;
}

async function sendArchives({ clock = systemClock, log, streamPlaces }: StreamServer, sending: Sending): Promise<void> {
  const { stream, place, signal } = sending;
  const watched = { write: (bytes: Uint8Array) => giveUpWhenStalled(clock, stream, stream.write(bytes)) };
  const sink = createFrameSink((block) => sendBlock(watched, block, place, signal), clock);
  try {
    await inTurn(streamPlaces, sink, signal, () => streamAll(sending, sink));
    await sink.control({ kind: 'complete' });
  } catch (error) {
    signal.throwIfAborted();
    const { code, message } = toErrorData(error);
    log?.('warn', `${sending.gameId} could not be unpacked for another PC: ${message}`);
    await sink.control({ kind: 'error', code, message: message.slice(0, maxMessageLength) });
  } finally {
    sink.stop();
  }
  await sink.flush();
}

const maxMessageLength = 1000;
/**
 * A receiver that does not take one block in this time has stalled: a healthy one does, even when its smallest limit is shared
 * among nine. How long our own limit takes does not count.
 */
const stalledMs = 5 * 60_000;

/** It keeps an unpacker busy that others wait for. */
async function giveUpWhenStalled(clock: Clock, stream: Exchange['stream'], writing: Promise<void>): Promise<void> {
  const callOff = clock.after(stalledMs, () => stream.reset());
  await writing.finally(callOff);
}

/** The place is held to the end: a receiver that has begun does not wait again between two archives. */
async function inTurn(places: Places, sink: FrameSink, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const leave = await places.enter(signal, () => sink.setWaiting(true));
  try {
    sink.setWaiting(false);
    await work();
  } finally {
    leave();
  }
}

/** The plan first, so that the receiver can look at its disk, and see whether this is what another has begun to send. */
async function streamAll(sending: Sending, sink: FrameSink): Promise<void> {
  const { archives, served, from, signal } = sending;
  const plan = await planArchives(archives, served, signal);
  await sink.control({ kind: 'plan', archives: plan });
  await sink.flush();
  if (from.archive > plan.length || from.files > (plan[from.archive]?.files ?? 0)) {
    throw refusal('There is no such place in these archives.');
  }
  for (const [index, { name }] of plan.entries()) {
    if (index < from.archive) continue;
    await served.requireUnchanged([name]);
    await sink.control({ kind: 'archive-begin', name });
    const skipFiles = index === from.archive ? from.files : 0;
    await archives.stream(join(served.root, name), { signal, skipFiles, take: createTaker(sink) });
    await sink.control({ kind: 'archive-end' });
  }
  await served.requireUnchanged();
}

async function planArchives(
  archives: ArchiveSource,
  { root, files }: ServedArchives,
  signal: AbortSignal,
): Promise<PlannedArchive[]> {
  const plan: PlannedArchive[] = [];
  for (const name of archivesToUnpack(files)) {
    const { entries, solid } = await archives.list(join(root, name), signal, 'stream');
    const unpacked = entries.filter((entry) => !entry.directory);
    plan.push({
      name,
      solid,
      unpackedBytes: unpacked.reduce((sum, { size }) => sum + size, 0),
      files: unpacked.length,
      directories: entries.length - unpacked.length,
    });
  }
  return plan;
}

/** Where the archive holds no checksum of a file, the receiver gets one of what was sent. */
function createTaker(sink: FrameSink): (frame: ArchiveFrame) => Promise<void> {
  let own: number | null = null;
  return async (frame) => {
    switch (frame.kind) {
      case 'bytes':
        if (own !== null) own = crc32(frame.bytes, own);
        return sink.bytes(frame.bytes);
      case 'file-begin':
        own = frame.crc32 === null ? 0 : null;
        return sink.control(frame);
      case 'file-end':
        return sink.control({ kind: 'file-end', crc32: own });
      case 'directory':
        return sink.control(frame);
    }
  };
}
