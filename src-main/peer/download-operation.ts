// A download as an operation: what it needs first, what it tells, and what follows it.
import type { GameId } from '../../src-shared/game.ts';
import { PeerError, toErrorData } from '../../src-shared/peer-error.ts';
import { inFolderHere, localGame, requireEntry, requireFolder, type PeerContext } from './context.ts';
import type { QueueEntry, StartedDownload } from './download-queue.ts';
import type { AgreedGame } from './download/collect-manifest.ts';
import { downloadGame, type DownloadOptions } from './download/download-game.ts';
import { createProgressTracker, type ProgressTracker } from './download/progress.ts';
import { startInstall } from './install-operation.ts';
import { recordInstalledVersion } from './install/installed-version.ts';
import { isStopping } from './edge/abort-why.ts';
import type { Outcome } from './operations.ts';
import { isInstallDue } from './rules/local-game.ts';

/** Puts a game into the queue. Throws when it is here already, when nobody has it, or when it is in the queue. */
export function queueDownload(context: PeerContext, gameId: GameId, how: { install: boolean; inPlace: boolean }): void {
  requireFolder(context);
  requireDownloadable(context, gameId);
  context.queue.add(gameId, how);
}

/** The queue's turn has come to this one. Throws `already-downloaded` when there is nothing left to fetch. */
export function startDownload(
  context: PeerContext,
  { gameId, install, inPlace }: QueueEntry,
  onEnded: (outcome: Outcome<void>) => void,
): StartedDownload {
  const { version } = requireEntry(context, gameId);
  requireFolder(context);
  requireMissing(context, gameId);
  const progress = trackProgress(context, gameId);
  context.operations.run(gameId, 'downloading', {
    work: (signal) => {
      context.downloads.set(gameId, progress);
      return runDownload(context, gameId, { inPlace, progress, signal }).finally(progress.stop);
    },
    settle: () => context.refreshGame(gameId),
    finish: (outcome) => {
      context.downloads.delete(gameId);
      if (outcome.kind !== 'done') context.resting.start(gameId, progress.snapshot());
      onEnded(outcome);
      finishDownload(context, gameId, version, progress, outcome);
      if (outcome.kind === 'done' && install) installNext(context, gameId);
    },
  });
  return { abort: (why) => void context.operations.cancel(gameId, ['downloading'], why) };
}

function requireMissing(context: PeerContext, gameId: GameId): void {
  const { title, version } = requireEntry(context, gameId);
  const local = localGame(context, gameId);
  if (!local.downloaded || local.version !== version) return;
  throw new PeerError('already-downloaded', `${title} is already downloaded.`, 'Install it, or verify its files.');
}

async function runDownload(
  context: PeerContext,
  gameId: GameId,
  run: { inPlace: boolean; progress: ProgressTracker; signal: AbortSignal },
): Promise<void> {
  return inFolderHere(context, async () => {
    await context.outbound.drain(gameId);
    context.resting.stop(gameId);
    await assumeInstalledVersion(context, gameId);
    await downloadGame({ ...downloadOptions(context, gameId), ...run });
  });
}

/** What downloads and repairs of one game have in common. */
export function downloadOptions(
  context: PeerContext,
  gameId: GameId,
): Omit<DownloadOptions, 'inPlace' | 'progress' | 'signal'> {
  const { version, manifestId = null } = requireEntry(context, gameId);
  const { emit } = context;
  return {
    ...context,
    gameDir: requireFolder(context).path,
    gameId,
    version,
    catalogManifestId: manifestId,
    limiter: context.limits.download,
    watchGame: (listener) => context.watchers.watch(gameId, listener),
    onManifest: (agreed) => emit({ kind: 'got-game-files', ...gameFiles(agreed) }),
    onBegin: ({ totalBytes, sources }, pieces) =>
      emit({ kind: 'download-begin', gameId, version, totalBytes, pieces: pieces.length, sources }),
    onWaiting: (reason) => tellWaiting(context, gameId, reason),
    onBan: (peerId, reason) => banSource(context, gameId, peerId, reason),
    beforeCommit: () => context.outbound.drain(gameId),
  };
}

function tellWaiting(context: PeerContext, gameId: GameId, reason: string | null): void {
  const progress = context.downloads.get(gameId);
  if (progress !== undefined && progress.snapshot().waitingFor !== reason) progress.setWaiting(reason);
  context.queue.setStalled(gameId, reason !== null);
}

export function banSource({ registry, emit, log }: PeerContext, gameId: GameId, peerId: string, reason: string): void {
  // Several pieces of it may be under way; one word about it is enough.
  if (registry.banned(gameId).includes(peerId)) return;
  const { everything } = registry.ban(peerId, gameId, reason);
  log('warn', reason);
  emit({ kind: 'source-banned', peerId, name: registry.name(peerId), gameId, everything, reason });
}

export function gameFiles({ gameId, version, files, totalBytes, sources }: AgreedGame) {
  return { gameId, version, files, totalBytes, sources };
}

function requireDownloadable(context: PeerContext, gameId: GameId): void {
  const entry = requireEntry(context, gameId);
  const local = localGame(context, gameId);
  if (local.downloaded && local.version === entry.version && !context.operations.isBusy(gameId)) {
    throw new PeerError(
      'already-downloaded',
      `${entry.title} is already downloaded.`,
      'Install it, or verify its files.',
    );
  }
  if (context.registry.prospects(gameId, entry.version).length > 0 || context.operations.isBusy(gameId)) return;
  context.emit({ kind: 'no-peers-have-game', gameId });
  const hint = 'Wait until a PC that has it is in the room.';
  throw new PeerError('no-sources', `Nobody in the room has version ${entry.version} of ${entry.title}.`, hint);
}

export function trackProgress({ clock, registry, emit }: PeerContext, gameId: GameId): ProgressTracker {
  const onProgress: Parameters<typeof createProgressTracker>[0]['onProgress'] = (progress) =>
    emit({ kind: 'download-progress', ...progress });
  return createProgressTracker({ gameId, clock, nameOf: registry.name, onProgress });
}

function finishDownload(
  { emit }: PeerContext,
  gameId: GameId,
  version: string,
  progress: ProgressTracker,
  outcome: Outcome<void>,
): void {
  const summary = progress.summary();
  if (outcome.kind === 'done') emit({ kind: 'download-finished', gameId, version, ...summary });
  else if (outcome.kind === 'failed')
    emit({ kind: 'download-failed', gameId, error: toErrorData(outcome.error), ...summary });
  else if (outcome.why === 'cancelled') emit({ kind: 'download-cancelled', gameId, ...summary });
  else emit({ kind: 'download-paused', gameId, ...summary });
}

/** Of an install that nobody has noted, what lies beside it is the best guess, and only until that is replaced. */
async function assumeInstalledVersion(context: PeerContext, gameId: GameId): Promise<void> {
  const { installed, installedVersion, version } = localGame(context, gameId);
  if (installed && installedVersion === null && version !== null)
    await recordInstalledVersion({ ...context, gameId }, version);
}

/** The install of a download of an earlier run, where it has not come to its end. */
export function makeUpForInstall(context: PeerContext, gameId: GameId): void {
  if (isInstallDue(localGame(context, gameId))) installNext(context, gameId);
  else context.queue.installEnded(gameId);
}

/** Nobody waits for this answer, so a refusal has to be told as an event. */
function installNext(context: PeerContext, gameId: GameId): void {
  try {
    startInstall(context, gameId);
  } catch (error) {
    if (!isStopping(error)) context.queue.installEnded(gameId);
    context.emit({ kind: 'install-failed', gameId, error: toErrorData(error) });
  }
}
