// Every operation, interrupted at every step in every way, then recovered.
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { CrashError, injectFaults } from '../disk/fault-layer.ts';
import { keptDirName } from '../disk/names.ts';
import { mapLimited } from '../disk/map-limited.ts';
import { createVolatileDisk } from '../disk/power-cut.ts';
import { quickDisk } from '../disk/testing/quick-disk.ts';
import { createTally, describeCase, sweepCases, type SweepCase } from '../disk/testing/sweep-cases.ts';
import { readTree, type Files } from './testing/install-fixture.ts';
import {
  copyTemplate,
  finalTree,
  makeTemplate,
  operationIn,
  recover,
  same,
  scenarios,
  show,
  visible,
  wrongInState,
  type Scenario,
} from './testing/sweep-scenarios.ts';

/** Each waits for the disk most of the time. */
const casesAtOnce = 4;

let base: string;
beforeAll(async () => void (base = await mkdtemp(join(tmpdir(), 'lanspread-sweep-'))));
afterAll(async () => rm(base, { recursive: true, force: true }));

const tally = createTally('install sweep');
afterAll(() => tally.sum());

async function countSteps(scenario: Scenario, template: string): Promise<readonly string[]> {
  const dir = join(base, `${scenario.name}-count`);
  copyTemplate(template, dir);
  const { disk, steps } = injectFaults(quickDisk);
  await scenario.run(operationIn(dir, disk));
  return steps;
}

const isExpected = (failure: Error, crashed: boolean) =>
  (failure instanceof PeerError && (crashed || failure.code !== 'internal')) ||
  (crashed && failure instanceof CrashError);

/** What an install has taken back stays kept as well until all is tidied up. */
const withoutKept = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith(keptDirName)));

/** Runs one case and answers what is wrong with its end; nothing when all invariants hold. */
async function runCase(scenario: Scenario, template: string, { step, fault, powerCut }: SweepCase): Promise<string[]> {
  const dir = await mkdtemp(join(base, 'case-'));
  copyTemplate(template, dir);
  const under = powerCut === null ? null : await createVolatileDisk(quickDisk);
  const faulty = injectFaults(under?.disk ?? quickDisk, { step, fault });
  const before = readTree(join(dir, 'games'));
  const after = finalTree(scenario);

  const wrong: string[] = [];
  const failure = await scenario.run(operationIn(dir, faulty.disk)).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  if (failure !== null && !isExpected(failure, faulty.crashed)) wrong.push(`threw ${failure.stack}`);
  if (!faulty.crashed) {
    const look = (tree: Files) => (scenario.kept === undefined ? visible(tree) : withoutKept(visible(tree)));
    const now = look(readTree(join(dir, 'games')));
    const wanted = failure === null ? after : before;
    if (!same(now, look(wanted))) wrong.push(`${failure?.message ?? 'success'} but ${show(now)}`);
  }
  await under?.cutPower(powerCut ?? 'data-lost');
  await under?.dispose();

  await recover(dir);
  const recovered = readTree(join(dir, 'games'));
  if (!same(recovered, before) && !same(recovered, after)) wrong.push(`neither before nor after: ${show(recovered)}`);
  wrong.push(...(await wrongInState(dir)));
  const again = await recover(dir);
  if (again.some((game) => game.steps.length > 0 || game.error !== null)) wrong.push('a second recovery found work');
  if (!same(readTree(join(dir, 'games')), recovered)) wrong.push('a second recovery changed something');
  rmSync(dir, { recursive: true });
  return wrong;
}

describe.each(scenarios)('$name', (scenario) => {
  test('ends whole wherever it is interrupted', { timeout: 120_000 }, async () => {
    const template = await makeTemplate(scenario, base);
    const steps = await countSteps(scenario, template);
    const cases = sweepCases(steps);
    const failures: string[] = [];
    await mapLimited(cases, casesAtOnce, async (one) => {
      const wrong = await runCase(scenario, template, one);
      for (const text of wrong) failures.push(`${describeCase(one, steps)}: ${text}`);
    });
    tally.add(scenario.name, steps.length, cases.length);
    expect(failures.slice(0, 20)).toEqual([]);
  });
});
