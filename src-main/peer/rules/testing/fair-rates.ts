// Who gets how much of the lines when all connections share them evenly.

export interface Flow {
  from: number;
  to: number;
  /** Bytes per second. */
  rate: number;
}

/** Max-min fair: fills the tightest line, then the next one with what is left. Writes `rate`. */
export function shareLines(flows: readonly Flow[], up: readonly number[], down: readonly number[]): void {
  // Upwards the lines of all peers, then downwards.
  const left = [...up, ...down];
  const open = left.map((): Flow[] => []);
  for (const flow of flows) {
    open[flow.from]?.push(flow);
    open[up.length + flow.to]?.push(flow);
  }
  const counts = open.map(({ length }) => length);
  const take = (line: number, rate: number) => {
    left[line] = (left[line] ?? 0) - rate;
    counts[line] = (counts[line] ?? 0) - 1;
  };
  for (const flow of flows) flow.rate = 0;
  for (let unset = flows.length; unset > 0;) {
    const { at, share } = findTightest(left, counts);
    for (const flow of open[at] ?? []) {
      if (flow.rate > 0) continue;
      unset -= 1;
      flow.rate = Math.max(1, share);
      take(flow.from, flow.rate);
      take(up.length + flow.to, flow.rate);
    }
  }
}

function findTightest(left: readonly number[], counts: readonly number[]): { at: number; share: number } {
  let tightest = { at: -1, share: Infinity };
  for (const [at, count] of counts.entries()) {
    const share = count === 0 ? Infinity : (left[at] ?? 0) / count;
    if (share < tightest.share) tightest = { at, share };
  }
  return tightest;
}
