// Holds a download back while its game is being played: what was fetched lies ready until then.
import type { DownloadPhase } from '../../../src-shared/peer-event.ts';
import { waitsUntilClosed } from '../../../src-shared/wait-sentences.ts';
import { claimUnused, whileClaimed } from '../edge/games-in-use.ts';
import { committingVersion, recoverDownload } from './commit-download.ts';
import type { DownloadOptions } from './download-game.ts';

/** Does the work once the game is closed, and keeps it closed meanwhile; says that it waits, and goes on in `phase`. */
export async function whileClosed<T>(
  options: DownloadOptions,
  phase: DownloadPhase,
  work: () => Promise<T>,
): Promise<T> {
  const { inUse, gameId, onWaiting, progress, signal } = options;
  const claim = async () => {
    const waits = inUse.isInUse(gameId);
    if (waits) onWaiting(waitsUntilClosed);
    const release = await claimUnused(inUse, gameId, signal);
    if (waits) {
      onWaiting(null);
      progress.setPhase(phase);
    }
    return release;
  };
  return whileClaimed(claim, work);
}

/** A commit that was cut off is carried through first, which changes the game. Answers whether it was of this version. */
export async function recoverBeforehand(options: DownloadOptions): Promise<boolean> {
  const version = await committingVersion(options);
  const recover = () => recoverDownload(options);
  const found = await (version === null ? recover() : whileClosed(options, 'finding-peers', recover));
  return found === 'committed' && version === options.version;
}
