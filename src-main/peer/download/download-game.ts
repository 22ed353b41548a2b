// A whole download: agree on the files, make room, move the pieces, commit. Reads as its steps.
import path from 'node:path';
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { toDiskError } from '../disk/disk-error.ts';
import type { Disk } from '../disk/disk.ts';
import { requireFreeSpace } from '../disk/free-space.ts';
import { pause, type Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import type { PeerRegistry } from '../room/peer-registry.ts';
import type { Room } from '../room/room.ts';
import { createPiecePicker } from '../rules/piece-picker.ts';
import { cutIntoPieces, pieceBytesFor, type Piece } from '../rules/pieces.ts';
import { collectManifest, type AgreedManifest } from './collect-manifest.ts';
import { commitDownload, recoverDownload, requireRoomFor, sweepDownload } from './commit-download.ts';
import { openDownloadLog } from './download-log.ts';
import { openPayload, type Payload } from './payload.ts';
import type { ProgressTracker } from './progress.ts';
import { transferPieces } from './transfer.ts';

const busySourceMs = 10_000;
const retryMs = 250;

export interface DownloadOptions {
  disk: Disk;
  gameDir: string;
  stateDir: string;
  gameId: GameId;
  /** The version that the catalog expects: no other is fetched. */
  version: GameVersion;
  room: Room;
  registry: PeerRegistry;
  clock: Clock;
  log: Log;
  progress: ProgressTracker;
  onManifest: (manifest: AgreedManifest) => void;
  onBegin: (manifest: AgreedManifest, pieces: Piece[]) => void;
  signal: AbortSignal;
}

/**
 * Resolves when the game is downloaded. On failure and on cancel the payload goes and the game is as it was before;
 * once the commit has begun it is carried through, if need be at the next start.
 */
export async function downloadGame(options: DownloadOptions): Promise<void> {
  const { disk, gameDir, gameId, version, progress, signal } = options;
  const root = path.join(gameDir, gameId);
  progress.setPhase('finding-peers');
  await recoverDownload(options);
  const manifest = await requireManifest(options);
  options.onManifest(manifest);
  progress.setTotal(manifest.totalBytes);
  progress.setPhase('checking-space');
  await makeRoot(disk, root);
  let committing = false;
  try {
    const payload = await preparePayload(options, root, manifest);
    try {
      await moveAllPieces(options, manifest, payload);
    } finally {
      await payload.close();
    }
    progress.setPhase('finalising');
    await payload.sync();
    await requireRoomFor(disk, root, manifest.files);
    signal.throwIfAborted();
    committing = true;
    await commitDownload(options, version, manifest.files);
  } catch (error) {
    if (!committing) await sweepQuietly(options, root);
    signal.throwIfAborted();
    throw toDiskError(error, `download ${gameId}`);
  }
}

/** Whoever has the game and is only busy with it just now is waited for. */
async function requireManifest(options: DownloadOptions): Promise<AgreedManifest> {
  const { gameId, version, registry, clock, signal } = options;
  const deadlineMs = clock.nowMs() + busySourceMs;
  do {
    const manifest = await collectManifest(options, gameId, version, signal);
    if (manifest !== null) return manifest;
    await pause(clock, retryMs);
  } while (registry.prospects(gameId, version).length > 0 && clock.nowMs() < deadlineMs);
  const hint = 'Wait until a PC with this version is in the room.';
  throw new PeerError('no-sources', `Nobody in the room has version ${version} of ${gameId}.`, hint);
}

async function makeRoot(disk: Disk, root: string): Promise<void> {
  const stat = await disk.stat(root);
  if (stat === null) await disk.makeDir(root);
  else if (stat.kind !== 'directory') {
    throw new PeerError('disk-error', `${root} is no real folder.`, 'Move it away, then try again.');
  }
}

async function preparePayload(options: DownloadOptions, root: string, manifest: AgreedManifest): Promise<Payload> {
  const { disk, stateDir, gameId, version } = options;
  await requireRoomFor(disk, root, manifest.files);
  await requireFreeSpace(disk, root, manifest.totalBytes, `download ${gameId}`);
  await openDownloadLog(disk, stateDir, gameId).write('downloading', version, manifest.files);
  return openPayload(disk, root, manifest.files);
}

async function moveAllPieces(options: DownloadOptions, manifest: AgreedManifest, payload: Payload): Promise<void> {
  const { progress } = options;
  const { files, sources, totalBytes } = manifest;
  const pieceBytes = pieceBytesFor(totalBytes);
  const pieces = cutIntoPieces(files, pieceBytes);
  const holders = files.map((file) => new Set(file.sources));
  const picker = createPiecePicker(pieces, (peerId, file) => holders[file]?.has(peerId) ?? false, Math.random);
  options.onBegin(manifest, pieces);
  progress.setPhase('downloading');
  await transferPieces({
    ...options,
    files,
    sources,
    picker,
    pieceBytes,
    write: payload.write,
    onReceived: progress.addReceived,
    onPiece: progress.addPiece,
  });
}

/** The failure that led here is the one to report. */
async function sweepQuietly(options: DownloadOptions, root: string): Promise<void> {
  await sweepDownload(options, root).catch((error: unknown) => {
    options.log('warn', `cannot clear up after the download of ${options.gameId}: ${String(error)}`);
  });
}
