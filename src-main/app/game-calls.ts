// The window's calls about one installed game: play, its server, its folder.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../src-shared/app-bridge.ts';
import type { GameId, GameRow } from '../../src-shared/game.ts';
import { leavesPlayable } from '../../src-shared/operation.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { GameScripts, LaunchKind } from '../../src-shared/running-game.ts';
import type { Peer } from '../peer/peer.ts';
import { beingChanged, type GamePlayer } from './play-game.ts';
import type { SettingsStore } from './settings-store.ts';

export interface GameCallParts {
  peer: Peer;
  player: GamePlayer;
  settings: SettingsStore;
  openFolder?: ((path: string) => Promise<void>) | undefined;
}

/** Throws PeerError, also of `GamePlayer.play`. */
export async function startInstalled(parts: GameCallParts, gameId: GameId, kind: LaunchKind): Promise<void> {
  const { games, operations } = parts.peer.snapshot();
  const game = findGame(games, gameId);
  if (operations.some((operation) => operation.gameId === gameId && !leavesPlayable(operation.kind))) {
    throw beingChanged(game.title);
  }
  if (!game.installed) {
    throw new PeerError('not-installed', `${game.title} is not installed.`, 'Install it first.');
  }
  const settings = parts.settings.get();
  const gameRoot = gameRootOf(settings, gameId);
  await parts.player.play({ gameId, title: game.title, gameRoot, playerName: settings.playerName, kind });
}

/** None of a game that is not installed. */
export async function findGameScripts({ peer, player, settings }: GameCallParts, gameId: GameId): Promise<GameScripts> {
  const game = findGame(peer.snapshot().games, gameId);
  if (!game.installed) return { game: false, server: false };
  return player.findScripts(gameRootOf(settings.get(), gameId));
}

export async function openGameFolder({ peer, settings, openFolder }: GameCallParts, gameId: GameId): Promise<void> {
  const game = findGame(peer.snapshot().games, gameId);
  const root = gameRootOf(settings.get(), gameId);
  if (openFolder === undefined) {
    throw new PeerError('not-supported-yet', 'A browser cannot open folders.', `Open ${root} yourself.`);
  }
  const isThere = await stat(root).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isThere) {
    throw new PeerError('not-downloaded', `${game.title} has no folder on this PC.`, 'Download it first.');
  }
  await openFolder(root);
}

function findGame(games: GameRow[], gameId: GameId): GameRow {
  const game = games.find((row) => row.id === gameId);
  if (game === undefined) {
    throw new PeerError('unknown-game', `There is no game "${gameId}".`, 'Pick a game from the library.');
  }
  return game;
}

/** A known game's id is one safe path component. */
function gameRootOf({ gameDir }: Settings, gameId: GameId): string {
  if (gameDir === null) {
    throw new PeerError('no-game-dir', 'No games folder is set.', 'Choose a games folder in the settings.');
  }
  return join(gameDir, gameId);
}
