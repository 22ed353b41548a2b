// Install, uninstall and removal as operations: what they need first and what they tell.
import type { GameId } from '../../src-shared/game.ts';
import type { OperationKind } from '../../src-shared/operation.ts';
import type { UninstallPreview } from '../../src-shared/peer-command.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { PeerError, toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import { inFolderHere, localGame, requireEntry, requireFolder, type PeerContext } from './context.ts';
import { openDownloadLog } from './download/download-log.ts';
import { whileClaimed } from './edge/games-in-use.ts';
import { installGame, type InstallOutcome } from './install/install-game.ts';
import { removeDownload } from './install/remove-download.ts';
import { describeUninstall, uninstallGame } from './install/uninstall-game.ts';
import { claimClosed } from './keep-in-use.ts';
import { cancelledFailure, type Outcome } from './operations.ts';

/** Installs the downloaded version; over an installed one it is an update. */
export function startInstall(context: PeerContext, gameId: GameId): void {
  const { title } = requireEntry(context, gameId);
  const folder = requireFolder(context);
  const { downloaded, version, installed } = localGame(context, gameId);
  if (!context.operations.isBusy(gameId) && (!downloaded || version === null)) {
    throw new PeerError('not-downloaded', `${title} is not downloaded.`, 'Download it first.');
  }
  runWriter<InstallOutcome>(context, gameId, installed ? 'updating' : 'installing', {
    work: (signal) => {
      const onProgress: Parameters<typeof installGame>[0]['onProgress'] = (progress) => {
        context.installs.set(gameId, progress);
        context.emit({ kind: 'install-progress', ...progress });
      };
      const claim = () => claimClosed(context, gameId, signal);
      const place = { ...context, gameDir: folder.path, gameId };
      return installGame({ ...place, version: version ?? '', signal, claim, onProgress });
    },
    ended: (outcome) => {
      // Cut off by the end of the program, it is made up for at the next start.
      if (outcome.kind !== 'cancelled' || outcome.why !== 'stopping') context.queue.installEnded(gameId);
    },
    done: (outcome) => ({ kind: 'install-finished', gameId, ...outcome }),
    failed: (error) => ({ kind: 'install-failed', gameId, error }),
  });
}

export async function previewUninstall(context: PeerContext, gameId: GameId): Promise<UninstallPreview> {
  requireEntry(context, gameId);
  return describeUninstall({ ...context, gameDir: requireFolder(context).path, gameId });
}

export function startUninstall(context: PeerContext, gameId: GameId, keepPlayerFiles: boolean): void {
  const { title } = requireEntry(context, gameId);
  const folder = requireFolder(context);
  if (!context.operations.isBusy(gameId) && !localGame(context, gameId).installed) {
    throw new PeerError('not-installed', `${title} is not installed.`, 'There is nothing to uninstall.');
  }
  runWriter<ErrorData | null>(context, gameId, 'uninstalling', {
    work: (signal) =>
      whileClaimed(
        () => claimClosed(context, gameId, signal),
        () => uninstallGame({ ...context, gameDir: folder.path, gameId, keepPlayerFiles }),
      ),
    done: (warning) => ({ kind: 'uninstall-finished', gameId, ...withWarning(warning) }),
    failed: (error) => ({ kind: 'uninstall-failed', gameId, error }),
  });
}

export function startRemove(context: PeerContext, gameId: GameId): void {
  const { title } = requireEntry(context, gameId);
  const folder = requireFolder(context);
  if (context.queue.has(gameId) && !context.operations.isBusy(gameId)) {
    throw new PeerError('remove-refused', `${title} is in the download queue.`, 'Cancel its download first.');
  }
  runWriter<ErrorData | null>(context, gameId, 'removing', {
    work: (signal) =>
      whileClaimed(
        () => claimClosed(context, gameId, signal),
        async () => {
          const warning = await removeDownload({ ...context, gameDir: folder.path, gameId });
          await openDownloadLog(context.disk, context.stateDir, gameId).forget();
          return warning;
        },
      ),
    done: (warning) => ({ kind: 'remove-finished', gameId, ...withWarning(warning) }),
    failed: (error) => ({ kind: 'remove-failed', gameId, error }),
  });
}

const withWarning = (warning: ErrorData | null) => (warning === null ? {} : { warning });

interface Writer<T> {
  work: (signal: AbortSignal) => Promise<T>;
  ended?: (outcome: Outcome<T>) => void;
  done: (value: T) => PeerEvent;
  failed: (error: ErrorData) => PeerEvent;
}

/** Nobody in the room reads the game's files while a writer works on them. */
function runWriter<T>(context: PeerContext, gameId: GameId, kind: OperationKind, writer: Writer<T>): void {
  context.operations.run<T>(gameId, kind, {
    work: async (signal) =>
      inFolderHere(context, async () => {
        await context.outbound.drain(gameId);
        return writer.work(signal);
      }),
    settle: () => context.refreshGame(gameId),
    finish: (outcome) => {
      context.installs.delete(gameId);
      writer.ended?.(outcome);
      context.emit(outcome.kind === 'done' ? writer.done(outcome.value) : writer.failed(failureOf(outcome)));
    },
  });
}

function failureOf(outcome: Exclude<Outcome<unknown>, { kind: 'done' }>): ErrorData {
  if (outcome.kind === 'failed') return toErrorData(outcome.error);
  return cancelledFailure;
}
