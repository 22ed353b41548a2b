// The game that a link of the browser's window leads to: `?game=<id>`.
import type { GameId } from '../src-shared/game.ts';

/** Taken out of the address, so that a reload does not open it again; null when there is none. */
export function takeLinkedGame(page: Pick<Window, 'location' | 'history'>): GameId | null {
  const url = new URL(page.location.href);
  const gameId = url.searchParams.get('game');
  if (gameId === null) return null;
  url.searchParams.delete('game');
  page.history.replaceState(null, '', url.pathname + url.search + url.hash);
  return /^(?!\.{1,2}$)[^\p{C}/\\:]{1,128}$/u.test(gameId) ? gameId : null;
}
