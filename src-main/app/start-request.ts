// What a start asks for beyond the window: a game to show (a link) or to play (--start).
import type { GameId } from '../../src-shared/game.ts';
import { gameIdSchema } from '../../src-shared/peer-command-schema.ts';

export const linkScheme = 'lanspread';

/** A link may come from any web page, so it only shows; playing takes a command line. */
export interface StartRequest {
  kind: 'show' | 'play';
  gameId: GameId;
}

/** The game of `lanspread://game/<id>`; null for every other text. */
export function parseGameLink(text: string): GameId | null {
  const url = URL.parse(text);
  if (url?.protocol !== `${linkScheme}:` || url.host.toLowerCase() !== 'game') return null;
  try {
    // Windows puts a slash at the end of some links.
    return parseGameId(decodeURIComponent(url.pathname.replace(/^\//, '').replace(/\/$/, '')));
  } catch {
    return null;
  }
}

/** The last word counts. Null when the command line asks for the window alone. */
export function findStartRequest(argv: readonly string[]): StartRequest | null {
  let request: StartRequest | null = null;
  for (const [at, word] of argv.entries()) {
    const linked = parseGameLink(word);
    if (linked !== null) request = { kind: 'show', gameId: linked };
    const named = parseGameId(word === '--start' ? argv[at + 1] : /^--start=(.*)$/s.exec(word)?.[1]);
    if (named !== null) request = { kind: 'play', gameId: named };
  }
  return request;
}

function parseGameId(text: unknown): GameId | null {
  const parsed = gameIdSchema.safeParse(text);
  return parsed.success ? parsed.data : null;
}
