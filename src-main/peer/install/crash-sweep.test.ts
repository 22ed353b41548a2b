// Every operation, interrupted at every step in every way, then recovered.
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { CrashError, injectFaults, type Fault } from '../disk/fault-layer.ts';
import { mapLimited } from '../disk/map-limited.ts';
import { createVolatileDisk, type PowerCut } from '../disk/power-cut.ts';
import { readTree, type Files } from './testing/install-fixture.ts';
import {
  bystander,
  copyTemplate,
  fastDisk,
  gameId,
  makeTemplate,
  operationIn,
  recover,
  same,
  scenarios,
  show,
  visible,
  within,
  wrongInState,
  type Scenario,
} from './testing/sweep-scenarios.ts';

/** Each waits for the disk most of the time. */
const casesAtOnce = 4;

let base: string;
beforeAll(async () => void (base = await mkdtemp(join(tmpdir(), 'lanspread-sweep-'))));
afterAll(async () => rm(base, { recursive: true, force: true }));

interface Case {
  step: number;
  fault: Fault;
  powerCut: PowerCut | null;
}

const casesOf = (steps: readonly string[]): Case[] =>
  steps.flatMap((name, step) => {
    const halves = /^(writeText|copyEntry|removeTree|writeAt) /.test(name);
    const faults: Fault[] = [
      { kind: 'crash', when: 'after' },
      ...['EIO', 'EPERM', 'ENOSPC'].map((code): Fault => ({ kind: 'error', code, halfDone: false })),
    ];
    if (halves) {
      faults.push({ kind: 'crash', when: 'half-done' });
      faults.push(...['ENOSPC', 'EPERM'].map((code): Fault => ({ kind: 'error', code, halfDone: true })));
    }
    if (/^(writeText|copyEntry|makeDirs?|open|writeAt) /.test(name)) faults.push({ kind: 'full' });
    const cases = faults.map((fault): Case => ({ step, fault, powerCut: null }));
    if (/^(stat|list|readText|sameContent|freeBytes) /.test(name)) return cases;
    const cut = (powerCut: PowerCut): Case => ({ step, fault: { kind: 'crash', when: 'after' }, powerCut });
    return [...cases, cut('data-lost'), cut('names-lost')];
  });

async function countSteps(scenario: Scenario, template: string): Promise<readonly string[]> {
  const dir = join(base, `${scenario.name}-count`);
  copyTemplate(template, dir);
  const { disk, steps } = injectFaults(fastDisk);
  await scenario.run(operationIn(dir, disk));
  return steps;
}

const isExpected = (failure: Error, crashed: boolean) =>
  (failure instanceof PeerError && (crashed || failure.code !== 'internal')) ||
  (crashed && failure instanceof CrashError);

/** Runs one case and answers what is wrong with its end; nothing when all invariants hold. */
async function runCase(scenario: Scenario, template: string, { step, fault, powerCut }: Case): Promise<string[]> {
  const dir = await mkdtemp(join(base, 'case-'));
  copyTemplate(template, dir);
  const under = powerCut === null ? null : await createVolatileDisk(fastDisk);
  const faulty = injectFaults(under?.disk ?? fastDisk, { step, fault });
  const before = readTree(join(dir, 'games'));
  const after: Files = { ...bystander, ...within(gameId, scenario.done) };

  const wrong: string[] = [];
  const failure = await scenario.run(operationIn(dir, faulty.disk)).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  if (failure !== null && !isExpected(failure, faulty.crashed)) wrong.push(`threw ${failure.stack}`);
  if (!faulty.crashed) {
    const now = visible(readTree(join(dir, 'games')));
    const wanted = failure === null ? after : before;
    if (!same(now, visible(wanted))) wrong.push(`${failure?.message ?? 'success'} but ${show(now)}`);
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
    const cases = casesOf(steps);
    const failures: string[] = [];
    await mapLimited(cases, casesAtOnce, async (one) => {
      const wrong = await runCase(scenario, template, one);
      const how = JSON.stringify(one.fault) + (one.powerCut ?? '');
      for (const text of wrong) failures.push(`${one.step} ${steps[one.step]} ${how}: ${text}`);
    });
    console.log(`${scenario.name}: ${steps.length} steps, ${cases.length} cases`);
    expect(failures).toEqual([]);
  });
});
