// When to ask the network who is there: often at first, then rarely, and not at all when somebody else just asked.

/** Gaps before the 2nd, 3rd and 4th question: 1, 3 and 7 s after the first one, against lost packets. */
const earlyGapsMs = [1000, 2000, 4000];
const laterGapMs = 15_000;
/** ± 25 % on later gaps, so that a room's PCs drift apart and one of them asks for all. */
const laterSpread = 0.25;

export interface QueryTurn {
  /** Questions due so far on this card; the first one (0) is asked at once. */
  step: number;
  nowMs: number;
  /** When a question was last heard on this card's link, from whomever; null for never. */
  lastHeardMs: number | null;
  /** In [0, 1). */
  random: number;
}

export interface QueryDecision {
  ask: boolean;
  step: number;
  /** Milliseconds until the next turn. */
  nextInMs: number;
}

function gapAfter(step: number, random: number): number {
  const early = earlyGapsMs[step];
  if (early !== undefined) return early * (1 + random * 0.1);
  return laterGapMs * (1 - laterSpread + random * 2 * laterSpread);
}

/** How recent a question of somebody else must be to stand for ours; answers are multicast, so we hear them too. */
function quietMs(step: number): number {
  const gap = earlyGapsMs[step - 1];
  return gap === undefined ? laterGapMs * (1 - laterSpread) : gap / 2;
}

/** Decides one turn. Suppression follows RFC 6762 section 7.3. */
export function decideQuery(turn: QueryTurn): QueryDecision {
  const { step, nowMs, lastHeardMs, random } = turn;
  const silence = lastHeardMs === null ? Infinity : nowMs - lastHeardMs;
  const ask = step === 0 || silence >= quietMs(step);
  const gap = gapAfter(step, random);
  if (ask || step <= earlyGapsMs.length) return { ask, step: step + 1, nextInMs: gap };
  return { ask, step, nextInMs: Math.max(1, gap - silence) };
}
