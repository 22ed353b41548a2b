// What the room page shows, out of one report after the other: rates and how long the spreading still takes. Pure.
import type { GameId, PeerId } from '../../src-shared/game.ts';
import type { RoomReport, SpreadGame } from '../../src-shared/room-report.ts';
import type { DownloadView } from './progress.ts';
import { nextSecondsLeft } from './seconds-left.ts';

/** What was seen of one share on its way up. */
interface Growth {
  /** Oldest first; one per change. */
  seen: readonly { atMs: number; percent: number }[];
}

export interface RoomView {
  report: RoomReport;
  /** Bytes per second that go out to each peer now. */
  uploadRates: ReadonlyMap<PeerId, number>;
  /** Until everybody who fetches it has it; games of which that cannot be told yet are missing. */
  secondsLeft: ReadonlyMap<GameId, number>;
  growth: ReadonlyMap<string, Growth>;
}

/** Shares are whole percents that come every few seconds: only over a while do they tell a rate. */
const lookBackMs = 45_000;
const leastMs = 6000;
/** Time constant of the average behind a rate. */
const averageOverMs = 2000;

export function nextRoomView(before: RoomView | null, report: RoomReport): RoomView {
  const elapsedMs = before === null ? 0 : report.atMs - before.report.atMs;
  const growth = new Map(report.spreading.flatMap((game) => growthOf(before, report, game)));
  return {
    report,
    uploadRates: uploadRates(before, report, elapsedMs),
    growth,
    secondsLeft: new Map(
      report.spreading.flatMap((game) => {
        const raw = roughSecondsLeft(report, growth, game);
        const left = nextSecondsLeft(before?.secondsLeft.get(game.gameId) ?? null, raw, elapsedMs / 1000);
        return left === null ? [] : [[game.gameId, left] as const];
      }),
    ),
  };
}

/** Until all that spreads has arrived; null when nothing does, or while it cannot be told of one of them. */
export function secondsToReady({ report, secondsLeft }: RoomView): number | null {
  const each = report.spreading.map(({ gameId }) => secondsLeft.get(gameId) ?? Infinity);
  const longest = Math.max(-1, ...each);
  return Number.isFinite(longest) && longest >= 0 ? longest : null;
}

function uploadRates(before: RoomView | null, { sent }: RoomReport, elapsedMs: number): Map<PeerId, number> {
  const earlier = new Map(before?.report.sent.map(({ peerId, bytes }) => [peerId, bytes]));
  const weight = 1 - Math.exp(-elapsedMs / averageOverMs);
  return new Map(
    sent.map(({ peerId, bytes }) => {
      const was = before?.uploadRates.get(peerId) ?? 0;
      if (elapsedMs <= 0) return [peerId, was];
      const now = (Math.max(0, bytes - (earlier.get(peerId) ?? bytes)) * 1000) / elapsedMs;
      const rate = was + (now - was) * weight;
      return [peerId, rate < 1 ? 0 : rate];
    }),
  );
}

const keyOf = (gameId: GameId, peerId: PeerId | undefined) => `${gameId} ${peerId}`;

function growthOf(before: RoomView | null, { atMs, columns }: RoomReport, game: SpreadGame): [string, Growth][] {
  const fetching = game.cells.filter(({ state }) => state === 'partial');
  return fetching.map(({ column, percent }) => {
    const key = keyOf(game.gameId, columns[column]?.peerId);
    const seen = before?.growth.get(key)?.seen ?? [];
    return [key, { seen: nextSeen(seen, { atMs, percent }) }];
  });
}

function nextSeen(seen: Growth['seen'], now: Growth['seen'][number]): Growth['seen'] {
  const last = seen.at(-1);
  if (last === undefined || now.percent < last.percent) return [now];
  const recent = seen.filter(({ atMs }, at) => now.atMs - atMs <= lookBackMs || at === seen.length - 1);
  return now.percent === last.percent ? recent : [...recent, now];
}

/** The slowest of those who fetch it; null when one of them was not seen growing. */
function roughSecondsLeft(report: RoomReport, growth: RoomView['growth'], game: SpreadGame): number | null {
  const fetching = game.cells.filter(({ state }) => state === 'partial');
  if (fetching.length === 0) return null;
  const each = fetching.map(({ column, percent }) => {
    const seen = growth.get(keyOf(game.gameId, report.columns[column]?.peerId))?.seen ?? [];
    const first = seen[0];
    const tookMs = report.atMs - (first?.atMs ?? report.atMs);
    const grown = percent - (first?.percent ?? percent);
    return grown > 0 && tookMs >= leastMs ? ((100 - percent) * tookMs) / grown / 1000 : Infinity;
  });
  const slowest = Math.max(...each);
  return Number.isFinite(slowest) ? slowest : null;
}

/** Bytes per second that come from each peer now, over all downloads. */
export function downloadRates(downloads: Iterable<Pick<DownloadView, 'sources'>>): Map<PeerId, number> {
  const rates = new Map<PeerId, number>();
  for (const { sources } of downloads) {
    for (const { peerId, bytesPerSecond } of sources) rates.set(peerId, (rates.get(peerId) ?? 0) + bytesPerSecond);
  }
  return rates;
}
