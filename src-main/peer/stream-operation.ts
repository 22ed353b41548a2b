// Installing straight from the room as an operation: what it needs first, whom it asks, what it tells.
import type { GameId } from '../../src-shared/game.ts';
import type { DownloadProgress, InstallProgress } from '../../src-shared/peer-event.ts';
import { PeerError, toErrorData } from '../../src-shared/peer-error.ts';
import { waitsForTurn } from '../../src-shared/wait-sentences.ts';
import { inFolderHere, localGame, requireEntry, requireFolder, type PeerContext } from './context.ts';
import { banSource, gameFiles } from './download-operation.ts';
import { collectManifest, type AgreedGame } from './download/collect-manifest.ts';
import { createProgressTracker, type ProgressTracker } from './download/progress.ts';
import { pause } from './edge/clock.ts';
import { untilAborted } from './edge/until-aborted.ts';
import type { InstallOutcome } from './install/install-game.ts';
import { openInstallStream } from './install/open-install-stream.ts';
import { alreadyDownloaded, alreadyInstalled, streamInstall } from './install/streamed-install.ts';
import { claimClosed } from './keep-in-use.ts';
import { archiveFiles, archivesToUnpack } from './library/list-archives.ts';
import { cancelledFailure, type Outcome } from './operations.ts';
import { isStreamUpdateOf } from './rules/local-game.ts';

const retryMs = 250;
/** How long peers that are busy with the game, or cannot say by hash what it is, are waited for. */
const voteMs = 10_000;

/**
 * Throws `already-installed`, `already-downloaded`, `no-sources`, or `operation-in-progress`, also when its download is in
 * the queue.
 */
export function startStreamInstall(context: PeerContext, gameId: GameId): void {
  requireEntry(context, gameId);
  requireFolder(context);
  if (!context.operations.isBusy(gameId)) requireFree(context, gameId);
  const progress = trackInstall(context, gameId);
  context.operations.run<InstallOutcome>(gameId, 'streaming', {
    work: async (signal) =>
      inFolderHere(context, async () => runStreamInstall(context, gameId, progress, signal)).finally(progress.stop),
    settle: () => context.refreshGame(gameId),
    finish: (outcome) => {
      context.installs.delete(gameId);
      tellOutcome(context, gameId, progress, outcome);
    },
  });
}

function requireFree(context: PeerContext, gameId: GameId): void {
  const { title, version } = requireEntry(context, gameId);
  const local = localGame(context, gameId);
  const { installed, downloaded } = local;
  if (installed && !isStreamUpdateOf(version, local)) throw alreadyInstalled(title);
  if (downloaded) throw alreadyDownloaded(title);
  if (context.queue.has(gameId)) {
    throw new PeerError('operation-in-progress', `${title} is in the download queue.`, 'Cancel its download first.');
  }
  if (context.registry.prospects(gameId, version).length > 0) return;
  context.emit({ kind: 'no-peers-have-game', gameId });
  throw noSources(title, version);
}

const noSources = (title: string, version: string): PeerError =>
  new PeerError(
    'no-sources',
    `Nobody in the room has all of version ${version} of ${title}.`,
    'Wait until a PC that has it is in the room.',
  );

async function runStreamInstall(
  context: PeerContext,
  gameId: GameId,
  progress: ProgressTracker,
  signal: AbortSignal,
): Promise<InstallOutcome> {
  const { emit, registry, limits } = context;
  const { version, title } = requireEntry(context, gameId);
  const gameDir = requireFolder(context).path;
  await context.outbound.drain(gameId);
  const agreed = await agree(context, gameId, signal);
  emit({ kind: 'got-game-files', ...gameFiles(agreed) });
  const archives = archivesToUnpack(agreed.files);
  if (archives.length === 0) throw new PeerError('archive-missing', `There is no archive in ${title}.`, 'Download it.');
  const manifestId = agreed.verified?.manifestId ?? null;
  return streamInstall({
    ...context,
    gameDir,
    gameId,
    version,
    archives,
    peers: agreed.archiveSources,
    nameOf: registry.name,
    isBlocked: registry.isBlocked,
    open: async (peerId, from, cancel) =>
      openInstallStream({ ...context, peerId, gameId, version, manifestId, from, signal: cancel }),
    onPlan: progress.setTotal,
    onSender: (peerId, lane) => {
      progress.setSource(peerId, { lane, complete: true });
      progress.setPhase('downloading');
    },
    onWaiting: () => progress.setWaiting(waitsForTurn),
    onReceived: (peerId, count) => {
      progress.addReceived(peerId, count);
      return limits.download.isOpen ? undefined : limits.download.take(gameId, count, signal);
    },
    onWritten: (count) => (count < 0 ? progress.losePiece(-count) : progress.addPiece(count)),
    onBan: (peerId, reason) => banSource(context, gameId, peerId, reason),
    signal,
    claim: () => claimClosed(context, gameId, signal),
  });
}

/** By the same vote as a download; of its sources, those whose archives are all as agreed. */
async function agree(context: PeerContext, gameId: GameId, signal: AbortSignal): Promise<AgreedGame> {
  const { registry, clock } = context;
  const { title, version, manifestId = null } = requireEntry(context, gameId);
  const options = { ...context, gameId, version, catalogManifestId: manifestId, signal };
  const giveUpMs = clock.nowMs() + voteMs;
  for (;;) {
    const agreed = await collectManifest(options);
    const complete = registry.sources(gameId, version);
    const archiveSources = agreed?.archiveSources.filter((peerId) => complete.includes(peerId)) ?? [];
    if (agreed !== null && archiveSources.length > 0) return { ...agreed, archiveSources };
    if (agreed !== null && archiveFiles(agreed.files).length === 0) return agreed;
    if (registry.prospects(gameId, version).length === 0 || clock.nowMs() > giveUpMs) throw noSources(title, version);
    await untilAborted(pause(clock, retryMs), signal);
  }
}

function trackInstall(context: PeerContext, gameId: GameId): ProgressTracker {
  const { clock, registry, emit, installs } = context;
  const onProgress = (progress: DownloadProgress) => {
    // As long as nobody has said how much it is, there is nothing to show but why.
    if (progress.totalBytes === 0 && progress.phase !== 'waiting') return;
    const told = toInstallProgress(progress);
    installs.set(gameId, told);
    emit({ kind: 'install-progress', ...told });
  };
  return createProgressTracker({ gameId, clock, nameOf: registry.name, onProgress });
}

function toInstallProgress({ gameId, downloadedBytes, totalBytes, ...rest }: DownloadProgress): InstallProgress {
  const { phase, bytesPerSecond, writtenBytesPerSecond, sources, waitingFor } = rest;
  const streamed = { phase, bytesPerSecond, writtenBytesPerSecond, sources };
  return { gameId, writtenBytes: downloadedBytes, totalBytes, waitingFor, streamed };
}

function tellOutcome(
  { emit }: PeerContext,
  gameId: GameId,
  progress: ProgressTracker,
  outcome: Outcome<InstallOutcome>,
): void {
  if (outcome.kind === 'done') {
    const { pieces: _pieces, ...streamed } = progress.summary();
    return emit({ kind: 'install-finished', gameId, ...outcome.value, streamed });
  }
  const error = outcome.kind === 'failed' ? toErrorData(outcome.error) : cancelledFailure;
  emit({ kind: 'install-failed', gameId, error });
}
