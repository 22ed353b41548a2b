// An estimate of the time left that counts down calmly: it drifts to what the rates say and never jumps. Pure.

/** Time constant of the drift. */
const driftOverS = 6;
/** The most that the estimate is corrected per second, as a share of itself. */
const mostPerSecond = 0.1;
/** After a gap this long the old estimate means nothing. */
const staleAfterS = 30;

/** `raw`: what the rate of this moment says. All in seconds; null while nothing can be said. */
export function nextSecondsLeft(before: number | null, raw: number | null, elapsedS: number): number | null {
  if (raw === null || before === null || elapsedS > staleAfterS) return raw;
  const counted = Math.max(0, before - elapsedS);
  const drift = (raw - counted) * (1 - Math.exp(-Math.max(0, elapsedS) / driftOverS));
  const most = Math.max(1, counted * mostPerSecond) * elapsedS;
  return Math.max(0, counted + Math.max(-most, Math.min(most, drift)));
}
