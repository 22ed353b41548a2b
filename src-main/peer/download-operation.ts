// A download as an operation: what it needs first, what it tells, and what follows it.
import type { GameId } from '../../src-shared/game.ts';
import { PeerError, toErrorData } from '../../src-shared/peer-error.ts';
import { localGame, requireEntry, requireFolder, type PeerContext } from './context.ts';
import type { AgreedManifest } from './download/collect-manifest.ts';
import { downloadGame } from './download/download-game.ts';
import { createProgressTracker, type ProgressTracker } from './download/progress.ts';
import { startInstall } from './install-operation.ts';
import type { Outcome } from './operations.ts';

export function startDownload(context: PeerContext, gameId: GameId, install: boolean): void {
  const entry = requireEntry(context, gameId);
  const folder = requireFolder(context);
  requireDownloadable(context, gameId);
  const progress = trackProgress(context, gameId);
  const start = async (signal: AbortSignal): Promise<void> => {
    await context.outbound.drain(gameId);
    await downloadGame({
      ...context,
      gameDir: folder.path,
      gameId,
      version: entry.version,
      progress,
      onManifest: (manifest) => context.emit({ kind: 'got-game-files', ...gameFiles(manifest) }),
      onBegin: ({ version, totalBytes, sources }, pieces) =>
        context.emit({ kind: 'download-begin', gameId, version, totalBytes, pieces: pieces.length, sources }),
      signal,
    });
  };
  context.operations.run(gameId, 'downloading', {
    work: (signal) => {
      context.downloads.set(gameId, progress);
      return start(signal).finally(progress.stop);
    },
    settle: () => context.refreshGame(gameId),
    finish: (outcome) => {
      context.downloads.delete(gameId);
      finishDownload(context, gameId, entry.version, progress, outcome);
      if (outcome.kind === 'done' && install) installNext(context, gameId);
    },
  });
}

export function gameFiles({ gameId, version, files, totalBytes, sources }: AgreedManifest) {
  return { gameId, version, files: files.map(({ path, size }) => ({ path, size })), totalBytes, sources };
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

function trackProgress({ clock, registry, emit }: PeerContext, gameId: GameId): ProgressTracker {
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
  else if (outcome.kind === 'cancelled') emit({ kind: 'download-cancelled', gameId, ...summary });
  else emit({ kind: 'download-failed', gameId, error: toErrorData(outcome.error), ...summary });
}

/** Nobody waits for this answer, so a refusal has to be told as an event. */
function installNext(context: PeerContext, gameId: GameId): void {
  try {
    startInstall(context, gameId);
  } catch (error) {
    context.emit({ kind: 'install-failed', gameId, error: toErrorData(error) });
  }
}
