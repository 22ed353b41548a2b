// How much of the network and how many downloads at once the player allows.

/** Rates in bytes per second, of payload; null = no limit. `playing…` hold while a game that was started here runs. */
export interface TransferLimits {
  upload: number | null;
  download: number | null;
  playingUpload: number | null;
  playingDownload: number | null;
  /** Downloads that run at the same time, 1–8. */
  concurrentDownloads: number;
}

export const defaultLimits: TransferLimits = {
  upload: null,
  download: null,
  playingUpload: null,
  playingDownload: null,
  concurrentDownloads: 1,
};

/** Anything slower would never end, so smaller limits are refused. */
export const minRateLimit = 16 * 1024;
export const maxConcurrentDownloads = 8;
