import { expect, it } from 'vitest';
import { defaultLimits, type TransferLimits } from '../../src-shared/transfer-limits.ts';
import type { RateLimiter } from './edge/rate-limiter.ts';
import { holdClock } from './edge/testing/held-clock.ts';
import { createLimitsInForce } from './transfer-limits.ts';

const never = new AbortController().signal;
const seconds = 20;

/** Bytes per second that get through, in either direction; null where nothing is held up. */
async function measure(limits: Partial<TransferLimits>, playing: boolean) {
  const { clock, passInTurns } = holdClock();
  const inForce = createLimitsInForce(clock);
  inForce.setPlaying(playing);
  inForce.set({ ...defaultLimits, ...limits });
  const moved = { upload: 0, download: 0 };
  const move = async (way: 'upload' | 'download', limiter: RateLimiter) => {
    while (!limiter.isOpen) {
      await limiter.take('somebody', 100, never);
      moved[way] += 100;
    }
  };
  void move('upload', inForce.upload);
  void move('download', inForce.download);
  await passInTurns(seconds * 1000);
  const rate = (way: 'upload' | 'download') =>
    inForce[way].isOpen ? null : Math.round(moved[way] / seconds / 1000) * 1000;
  return [rate('upload'), rate('download')];
}

const all = { upload: 8000, download: 6000, playingUpload: 2000, playingDownload: 1000 };

it.each<[string, Partial<TransferLimits>, boolean, (number | null)[]]>([
  ['none', {}, true, [null, null]],
  ['the usual ones', all, false, [8000, 6000]],
  ['those for playing', all, true, [2000, 1000]],
  ['only one for playing', { playingUpload: 2000 }, true, [2000, null]],
  ['only one for playing, while nothing is played', { playingUpload: 2000 }, false, [null, null]],
  ['the usual one where there is none for playing', { upload: 8000, playingDownload: 1000 }, true, [8000, 1000]],
])('holds to %s', async (_name, limits, playing, expected) => {
  expect(await measure(limits, playing)).toEqual(expected);
});

it('lets those go on that wait when the game is closed', async () => {
  const { clock } = holdClock();
  const inForce = createLimitsInForce(clock);
  inForce.set({ ...defaultLimits, playingUpload: 1000, playingDownload: 1000 });
  inForce.setPlaying(true);
  const takes = [inForce.upload, inForce.download].flatMap((limiter) => [
    limiter.take('somebody', 1e6, never),
    limiter.take('somebody', 1e6, never),
  ]);
  inForce.setPlaying(false);
  await Promise.all(takes);
  expect([inForce.upload.isOpen, inForce.download.isOpen]).toEqual([true, true]);
});
