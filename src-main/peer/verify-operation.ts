// Comparing a downloaded game with what the room agrees on, and repairing it, as an operation.
import type { GameId } from '../../src-shared/game.ts';
import { PeerError, toErrorData } from '../../src-shared/peer-error.ts';
import { inFolderHere, localGame, requireEntry, requireFolder, type PeerContext } from './context.ts';
import { downloadOptions, trackProgress } from './download-operation.ts';
import { openDownloadLog } from './download/download-log.ts';
import { verifyGame, type Verified } from './download/verify-game.ts';
import type { Outcome } from './operations.ts';

const tellEveryMs = 250;

/** Throws `not-downloaded`, or `operation-in-progress`. */
export function startVerify(context: PeerContext, gameId: GameId, repair: boolean): void {
  const { title, version } = requireEntry(context, gameId);
  requireFolder(context);
  const local = localGame(context, gameId);
  if (!local.downloaded) throw new PeerError('not-downloaded', `${title} is not downloaded.`, 'Download it first.');
  if (local.version !== version) {
    throw new PeerError(
      'not-downloaded',
      `${title} is here in another version than the catalog's.`,
      'Update it instead.',
    );
  }
  const progress = trackProgress(context, gameId);
  context.operations.run(gameId, 'verifying', {
    work: async (signal) => {
      context.verifications.set(gameId, { gameId, checkedBytes: 0, totalBytes: local.bytes });
      const earlier = repair ? (context.findings.get(gameId) ?? null) : null;
      context.findings.delete(gameId);
      return inFolderHere(context, async () => {
        await context.outbound.drain(gameId);
        return verifyGame({
          ...downloadOptions(context, gameId),
          inPlace: false,
          repair,
          earlier,
          ownManifest: async () => context.hashing()?.manifest(gameId) ?? null,
          cameAs: () => readCameAs(context, gameId),
          onChecked: createTeller(context, gameId),
          onWaiting: (reason) => tellWaiting(context, gameId, reason),
          progress,
          signal,
        });
      }).finally(progress.stop);
    },
    settle: () => context.refreshGame(gameId),
    finish: (outcome) => {
      context.verifications.delete(gameId);
      if (outcome.kind === 'done' && outcome.value.finding !== null)
        context.findings.set(gameId, outcome.value.finding);
      tellOutcome(context, gameId, outcome);
    },
  });
}

async function readCameAs(context: PeerContext, gameId: GameId): Promise<string | null> {
  const brought = await openDownloadLog(context.disk, context.stateDir, gameId).readBrought();
  return brought !== null && brought.version === requireEntry(context, gameId).version ? brought.manifestId : null;
}

/** Tells how far the check is, a few times a second. */
function createTeller({ clock, emit, verifications }: PeerContext, gameId: GameId) {
  let toldMs = -Infinity;
  return (checkedBytes: number, totalBytes: number): void => {
    const progress = { gameId, checkedBytes, totalBytes };
    verifications.set(gameId, progress);
    if (clock.nowMs() - toldMs < tellEveryMs && checkedBytes < totalBytes) return;
    toldMs = clock.nowMs();
    emit({ kind: 'verify-progress', ...progress });
  };
}

/** Only what is repaired ever waits. */
function tellWaiting({ emit, verifications }: PeerContext, gameId: GameId, waitingFor: string | null): void {
  const before = verifications.get(gameId);
  if (before === undefined || (before.waitingFor ?? null) === waitingFor) return;
  const progress = { ...before, waitingFor };
  verifications.set(gameId, progress);
  emit({ kind: 'verify-progress', ...progress });
}

function tellOutcome({ emit }: PeerContext, gameId: GameId, outcome: Outcome<Verified>): void {
  if (outcome.kind === 'done') emit({ kind: 'verify-finished', gameId, ...outcome.value.outcome });
  else if (outcome.kind === 'cancelled') emit({ kind: 'verify-cancelled', gameId });
  else emit({ kind: 'verify-failed', gameId, error: toErrorData(outcome.error) });
}
