// Play times in memory, all of them 77 ms after the epoch, for tests of what stands around them.
import type { PlayTimes } from '../play-times.ts';

export function createFakePlayTimes(): Pick<PlayTimes, 'all' | 'recordNow'> {
  const times: Record<string, number> = {};
  return { all: () => ({ ...times }), recordNow: (gameId) => (times[gameId] = 77) };
}
