// Puts the player's limits into force: others hold while a game runs here.
import { defaultLimits, type TransferLimits } from '../../src-shared/transfer-limits.ts';
import type { Clock } from './edge/clock.ts';
import { createRateLimiter, type RateLimiter } from './edge/rate-limiter.ts';

export interface LimitsInForce {
  readonly upload: RateLimiter;
  readonly download: RateLimiter;
  set: (limits: TransferLimits) => void;
  setPlaying: (playing: boolean) => void;
}

export function createLimitsInForce(clock: Clock): LimitsInForce {
  const [upload, download] = [createRateLimiter(clock), createRateLimiter(clock)];
  let limits = defaultLimits;
  let playing = false;
  const apply = () => {
    upload.setLimit((playing ? limits.playingUpload : null) ?? limits.upload);
    download.setLimit((playing ? limits.playingDownload : null) ?? limits.download);
  };
  return {
    upload,
    download,
    set: (next) => {
      limits = next;
      apply();
    },
    setPlaying: (next) => {
      playing = next;
      apply();
    },
  };
}
