// How long an earlier run's hashes are stood by when everybody who is here has others.

const leastMs = 3000;
const mostMs = 10 * 60_000;
/** A slow network of a LAN party: the wait is about as long as it would take to fetch the same again. */
const bytesPerMs = 50_000;

/** For a download of which so much is here. */
export const loyaltyMs = (haveBytes: number): number => Math.min(mostMs, Math.max(leastMs, haveBytes / bytesPerMs));
