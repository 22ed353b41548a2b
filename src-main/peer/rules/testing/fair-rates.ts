// Who gets how much of the lines when all connections share them evenly.

export interface Flow {
  from: number;
  to: number;
  /** Bytes per second. */
  rate: number;
}

/** Max-min fair: fills the tightest line, then the next one with what is left. Writes `rate`. */
export function shareLines(flows: readonly Flow[], up: readonly number[], down: readonly number[]): void {
  const [leftUp, leftDown] = [[...up], [...down]];
  for (let rest = flows; rest.length > 0;) {
    const tightest = findTightest(rest, leftUp, leftDown);
    for (const flow of rest) {
      if (!tightest.isOn(flow)) continue;
      flow.rate = Math.max(1, tightest.share);
      leftUp[flow.from] = (leftUp[flow.from] ?? 0) - flow.rate;
      leftDown[flow.to] = (leftDown[flow.to] ?? 0) - flow.rate;
    }
    rest = rest.filter((flow) => !tightest.isOn(flow));
  }
}

function findTightest(flows: readonly Flow[], up: readonly number[], down: readonly number[]) {
  const [byFrom, byTo] = [up.map(() => 0), up.map(() => 0)];
  for (const { from, to } of flows) {
    byFrom[from] = (byFrom[from] ?? 0) + 1;
    byTo[to] = (byTo[to] ?? 0) + 1;
  }
  let tightest = { share: Infinity, isOn: (_flow: Flow) => true };
  for (let peer = 0; peer < up.length; peer++) {
    const shareUp = shareOf(up[peer], byFrom[peer]);
    const shareDown = shareOf(down[peer], byTo[peer]);
    if (shareUp < tightest.share) tightest = { share: shareUp, isOn: ({ from }) => from === peer };
    if (shareDown < tightest.share) tightest = { share: shareDown, isOn: ({ to }) => to === peer };
  }
  return tightest;
}

function shareOf(left = 0, flows = 0): number {
  return flows === 0 ? Infinity : left / flows;
}
