// The room over time: what goes out, and when everybody is ready.
import { expect, it } from 'vitest';
import type { RoomReport, SpreadCell } from '../../src-shared/room-report.ts';
import { nextRoomView, secondsToReady, type RoomView } from './room-view.ts';

const columns = ['me', 'anna', 'ben'].map((name, at) => ({ peerId: name, name, isSelf: at === 0 }));

function reportAt(atMs: number, cells: SpreadCell[], sentBytes = 0): RoomReport {
  const games = [{ gameId: 'quux', title: 'Quux', bytes: 1, cells }];
  const spreading = games.filter(({ cells: shown }) => shown.some(({ state }) => state === 'partial'));
  return { atMs, columns, games, spreading, moreGames: 0, sent: [{ peerId: 'anna', bytes: sentBytes }], blocked: [] };
}

const partial = (column: number, percent: number): SpreadCell => ({ column, state: 'partial', percent });
const whole: SpreadCell = { column: 0, state: 'serving', percent: 100 };

/** A report a second; `cells` says who has how much at that second. */
function watch(seconds: number, cells: (second: number) => SpreadCell[]): RoomView {
  let view: RoomView | null = null;
  for (let second = 0; second <= seconds; second += 1) {
    view = nextRoomView(view, reportAt(second * 1000, cells(second), second * 5_000_000));
  }
  return view as RoomView;
}

it('is ready when the slowest is', () => {
  // Coarse, as it comes: every four seconds, in whole percent.
  const step = (second: number) => Math.floor(second / 4) * 4;
  const view = watch(24, (second) => [whole, partial(1, step(second)), partial(2, Math.floor(step(second) / 2))]);
  expect(secondsToReady(view)).toBeGreaterThan(140);
  expect(secondsToReady(view)).toBeLessThan(220);
});

it.each([
  ['it has just begun', 4, (second: number) => [whole, partial(1, second)]],
  ['one of them does not move', 30, (second: number) => [partial(1, second), partial(2, 7)]],
  ['nothing spreads', 30, () => [whole]],
])('says nothing while %s', (_, seconds, cells) => {
  expect(secondsToReady(watch(seconds, cells))).toBeNull();
});

it('forgets a pace that is long past', () => {
  const view = watch(120, (second) => [partial(1, Math.min(20, second))]);
  expect(secondsToReady(view)).toBeNull();
});

it('begins anew when a share goes back', () => {
  const view = watch(20, (second) => [partial(1, second < 15 ? 50 + second : second - 15)]);
  expect(view.growth.get('quux anna')?.seen[0]).toEqual({ atMs: 15_000, percent: 0 });
});

it('tells how fast bytes go out', () => {
  const view = watch(20, () => [whole]);
  expect(view.uploadRates.get('anna')).toBeCloseTo(5_000_000, -4);
  const still = nextRoomView(view, reportAt(90_000, [whole], 20 * 5_000_000));
  expect(still.uploadRates.get('anna')).toBe(0);
});

it('knows when everybody is ready while the search shows none of it', () => {
  let view: RoomView | null = null;
  for (let second = 0; second <= 24; second += 1) {
    view = nextRoomView(view, { ...reportAt(second * 1000, [partial(1, second)]), games: [] });
  }
  expect(secondsToReady(view as RoomView)).toBeGreaterThan(60);
});
