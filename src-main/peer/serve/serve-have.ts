// Tells others which pieces a download that is still under way holds, as long as it is shared.
import type { GameId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { systemClock, type Clock } from '../edge/clock.ts';
import type { PartialGame, PartialGames } from '../library/partial-games.ts';
import { encodeMessage } from '../protocol/framing.ts';
import { haveIntervalMs } from '../protocol/limits.ts';
import type { HaveHead, HaveMore } from '../protocol/messages.ts';
import { withReset } from '../room/ask.ts';
import type { ByteStream, Connection } from '../transport/transport.ts';
import { refusal } from './served-game.ts';
import type { Exchange } from './server-options.ts';
import { watchAsker } from './watch-asker.ts';

/** More games than anybody downloads from one peer. */
const maxFollowsPerConnection = 64;
/** A number takes at most eight bytes of JSON, so this many fit into one message of `maxHaveBytes`. */
const maxAddedPerMessage = 2 ** 16;

export interface HaveRequest {
  gameId: GameId;
  manifestId: string;
}

/** Resolves when either side has ended it. Throws `request-refused` when the game is not shared as it was asked for. */
export type ServeHave = (exchange: Exchange, request: HaveRequest) => Promise<void>;

export function createHaveServer({
  partials,
  clock = systemClock,
}: {
  partials: PartialGames;
  clock?: Clock;
}): ServeHave {
  const follows = new WeakMap<Connection, Map<GameId, AbortController>>();
  return async ({ connection, stream, reader }, { gameId, manifestId }) => {
    const game = partials.get(gameId);
    if (game?.manifestId !== manifestId) throw refusal(`${gameId} is not being downloaded here now.`);
    const follow = takeSeat(follows, connection, gameId);
    const asker = watchAsker(reader);
    const over = new AbortController();
    const end = () => over.abort();
    const stopWatching = partials.onTakenBack(game, end);
    asker.gone.addEventListener('abort', end, { once: true });
    void asker.ended.then(end);
    try {
      await withReset(stream, follow.signal, () => tellPieces(stream, game, clock, over.signal));
      asker.gone.throwIfAborted();
    } finally {
      end();
      stopWatching();
      leaveSeat(follows, connection, gameId, follow);
    }
  };
}

/** One per game and connection: who asks again has lost the answer before, so that one is given up. */
function takeSeat(
  follows: WeakMap<Connection, Map<GameId, AbortController>>,
  connection: Connection,
  gameId: GameId,
): AbortController {
  const seats = follows.get(connection) ?? new Map<GameId, AbortController>();
  const before = seats.get(gameId);
  if (before === undefined && seats.size >= maxFollowsPerConnection) throw refusal('Too many downloads are followed.');
  before?.abort(new PeerError('request-refused', 'The same was asked for again.'));
  const follow = new AbortController();
  follows.set(connection, seats.set(gameId, follow));
  return follow;
}

function leaveSeat(
  follows: WeakMap<Connection, Map<GameId, AbortController>>,
  connection: Connection,
  gameId: GameId,
  follow: AbortController,
): void {
  const seats = follows.get(connection);
  if (seats?.get(gameId) === follow) seats.delete(gameId);
}

/** While the asker does not read, what comes meanwhile is gathered instead of queued. */
async function tellPieces(stream: ByteStream, game: PartialGame, clock: Clock, over: AbortSignal): Promise<void> {
  const news = collectNews(game, over);
  await stream.write(encodeMessage(describeHave(game)));
  for (;;) {
    await news.wait();
    for (const added of news.take()) await stream.write(encodeMessage({ added } satisfies HaveMore));
    if (over.aborted) break;
    await pauseUntil(clock, haveIntervalMs, over);
  }
  await stream.end();
}

function describeHave({ have: { size, bytes } }: PartialGame): HaveHead {
  return { ok: true, count: size, pieces: Buffer.from(bytes).toString('base64') };
}

function collectNews(game: PartialGame, over: AbortSignal) {
  const gathered = new Set<number>();
  let news = Promise.withResolvers<void>();
  const leave = game.onAdded((index) => {
    gathered.add(index);
    news.resolve();
  });
  const stop = () => {
    leave();
    news.resolve();
  };
  over.addEventListener('abort', stop, { once: true });
  return {
    /** Resolves when there is something to tell, or nothing more will come. */
    wait: () => news.promise,
    /** What has come since the last time, in lists that fit into a message. */
    take: (): number[][] => {
      const all = [...gathered];
      gathered.clear();
      if (!over.aborted) news = Promise.withResolvers();
      const count = Math.ceil(all.length / maxAddedPerMessage);
      return Array.from({ length: count }, (_, part) =>
        all.slice(part * maxAddedPerMessage, (part + 1) * maxAddedPerMessage),
      );
    },
  };
}

/** Resolves after `ms`, or when the signal is aborted. */
async function pauseUntil(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const callOff = clock.after(ms, resolve);
  const wake = () => resolve();
  signal.addEventListener('abort', wake, { once: true });
  await promise;
  signal.removeEventListener('abort', wake);
  callOff();
}
