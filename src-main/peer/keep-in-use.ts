// A game that is being played stays as it is: what a player asks for is refused, what runs by itself waits.
import type { GameId } from '../../src-shared/game.ts';
import type { PeerCommand } from '../../src-shared/peer-command.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { PeerContext } from './context.ts';
import { untilUnused } from './edge/games-in-use.ts';
import { waitsUntilClosed } from './download/until-closed.ts';

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

/** Before an operation changes the game: resolves once it is closed, and shows that it waits. Rejects when aborted. */
export async function untilClosed(context: PeerContext, gameId: GameId, signal: AbortSignal): Promise<void> {
  const { inUse, installs, emit } = context;
  if (!inUse.isInUse(gameId)) return;
  const waiting = { gameId, writtenBytes: 0, totalBytes: 0, waitingFor: waitsUntilClosed };
  installs.set(gameId, waiting);
  emit({ kind: 'install-progress', ...waiting });
  await untilUnused(inUse, gameId, signal);
  installs.delete(gameId);
  emit({ kind: 'install-progress', gameId, writtenBytes: 0, totalBytes: 0 });
}
