// Holds a download back while its game is being played: what was fetched lies ready until then.
import type { DownloadPhase } from '../../../src-shared/peer-event.ts';
import { waitsUntilClosed } from '../../../src-shared/wait-sentences.ts';
import { untilUnused } from '../edge/games-in-use.ts';
import { committingVersion, recoverDownload } from './commit-download.ts';
import type { DownloadOptions } from './download-game.ts';

/** Resolves once the game is closed; says meanwhile that it waits for that, and then goes on in `phase`. */
export async function untilClosed(options: DownloadOptions, phase: DownloadPhase): Promise<void> {
  const { inUse, gameId, onWaiting, progress, signal } = options;
  if (!inUse.isInUse(gameId)) return;
  onWaiting(waitsUntilClosed);
  await untilUnused(inUse, gameId, signal);
  onWaiting(null);
  progress.setPhase(phase);
}

/** A commit that was cut off is carried through first, which changes the game. Answers whether it was of this version. */
export async function recoverBeforehand(options: DownloadOptions): Promise<boolean> {
  const version = await committingVersion(options);
  if (version !== null) await untilClosed(options, 'finding-peers');
  return (await recoverDownload(options)) === 'committed' && version === options.version;
}
