// Runs the lab specs: `node e2e/lab/run.ts [L1 L2 …]`. The last line is the sum; exit code 1 when anything failed.
import { discoverySpec } from './discovery-spec.ts';
import { cleanUpOnSignals, findLabProblem } from './lab.ts';
import { cableSpec, killSpec } from './outage-spec.ts';
import { seedDeathSpec } from './seed-death-spec.ts';
import { runSpec, type Counts, type Spec } from './spec.ts';
import { swarmSpec } from './swarm-spec.ts';

const specs: Spec[] = [swarmSpec, discoverySpec, killSpec, cableSpec, seedDeathSpec];

const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? specs : specs.filter(({ id }) => wanted.includes(id));
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
cleanUpOnSignals();
const problem = await findLabProblem();
for (const spec of chosen) {
  if (problem === null) {
    await runSpec(spec, counts);
  } else {
    counts.skipped += 1;
    console.log(`SKIP ${spec.id}: ${problem}`);
  }
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;
