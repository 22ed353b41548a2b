// What a download, a repair or an install says that it waits for. Each stands in the tables of words too.
import type { GameId } from './game.ts';

export const waitsForRest = 'Nobody here has the rest now. It goes on by itself.';
export const waitsForTurn = 'Every PC that has it sends to others now. It goes on by itself.';
export const waitsUntilClosed = 'Waits until the game is closed.';
export const waitsForBusy = (gameId: GameId): string =>
  `Waiting for a PC that has ${gameId} and is busy with it just now.`;
export const waitsForReturn = (gameId: GameId): string => `Waiting for a PC that has ${gameId} to come back.`;
