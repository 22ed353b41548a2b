// Runs the scenarios with real peers: `node e2e/scenarios/run.ts [S4 S7 …]`. The last line is the sum; exit code 1 when
// one failed.
import { whenAskedToEnd } from '../../scripts/when-ended.ts';
import { scenarios } from './all.ts';
import { runScenario, type Verdict } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';

/** How many run side by side. */
const lanes = 2;

function chooseScenarios(ids: readonly string[]): readonly Scenario[] {
  const wanted = ids.map((id) => id.toUpperCase());
  const unknown = wanted.filter((id) => !scenarios.some((scenario) => scenario.id === id));
  if (unknown.length > 0) {
    console.error(`There is no scenario ${unknown.join(', ')}. Known: ${scenarios.map(({ id }) => id).join(' ')}.`);
    process.exit(1);
  }
  return ids.length === 0 ? scenarios : scenarios.filter(({ id }) => wanted.includes(id));
}

async function runAll(chosen: readonly Scenario[], signal: AbortSignal): Promise<Record<Verdict, number>> {
  const counts: Record<Verdict, number> = { passed: 0, failed: 0, skipped: 0 };
  const waiting = chosen.values();
  const work = async () => {
    for (const scenario of waiting) {
      const { verdict, lines } = await runScenario(scenario, signal);
      if (signal.aborted) return;
      counts[verdict] += 1;
      console.log(lines.join('\n'));
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return counts;
}

const interruption = new AbortController();
whenAskedToEnd(() => interruption.abort());
const chosen = chooseScenarios(process.argv.slice(2));
const { passed, failed, skipped } = await runAll(chosen, interruption.signal);
if (interruption.signal.aborted) process.exit(130);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 ? 1 : 0);
