// A game that is being played stays as it is: what a player asks for is refused, what runs by itself waits.
import type { GameId } from '../../src-shared/game.ts';
import type { PeerCommand } from '../../src-shared/peer-command.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { waitsUntilClosed } from '../../src-shared/wait-sentences.ts';
import type { PeerContext } from './context.ts';
import { claimUnused, type Release } from './edge/games-in-use.ts';

/** Throws `game-running`. */
export function refuseWhileInUse({ inUse, catalog }: PeerContext, command: PeerCommand): void {
  if (!('gameId' in command) || !changesInstall(command) || !inUse.isInUse(command.gameId)) return;
  const title = catalog.get(command.gameId)?.title ?? command.gameId;
  throw new PeerError('game-running', `${title} is running.`, 'Close the game and its server first.');
}

/** A download alone may be fetched meanwhile: it becomes the game only once that is closed. */
function changesInstall(command: PeerCommand): boolean {
  switch (command.kind) {
    case 'install-game':
    case 'uninstall-game':
    case 'remove-downloaded-game':
    case 'stream-install-game':
      return true;
    case 'download-game-files':
      return command.install;
    default:
      return false;
  }
}

/** Before an operation changes the game: waits until it is closed, which it shows, and claims it. Rejects when aborted. */
export async function claimClosed(context: PeerContext, gameId: GameId, signal: AbortSignal): Promise<Release> {
  const { inUse, installs, emit } = context;
  const waits = inUse.isInUse(gameId);
  const before = installs.get(gameId);
  const progress = before ?? { gameId, writtenBytes: 0, totalBytes: 0 };
  if (waits) {
    installs.set(gameId, { ...progress, waitingFor: waitsUntilClosed });
    emit({ kind: 'install-progress', ...progress, waitingFor: waitsUntilClosed });
  }
  const release = await claimUnused(inUse, gameId, signal);
  if (!waits) return release;
  if (before === undefined) installs.delete(gameId);
  else installs.set(gameId, before);
  emit({ kind: 'install-progress', ...progress });
  return release;
}
