// Recovery itself, interrupted at every step, from every state in which a crash can leave a game.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { injectFaults, type Fault } from '../disk/fault-layer.ts';
import { mapLimited } from '../disk/map-limited.ts';
import { gameStatePaths } from '../disk/state-dir.ts';
import { quickDisk } from '../disk/testing/quick-disk.ts';
import { createTally, faultsAt, isRead } from '../disk/testing/sweep-cases.ts';
import { readTree } from './testing/install-fixture.ts';
import {
  copyTemplate,
  finalTree,
  gameId,
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

const casesAtOnce = 4;

let base: string;
beforeAll(async () => void (base = await mkdtemp(join(tmpdir(), 'lanspread-recovery-'))));
afterAll(async () => rm(base, { recursive: true, force: true }));

interface CrashedState {
  dir: string;
  /** That a whole recovery takes from here. */
  steps: readonly string[];
}

/** One copy of each state that differs from the others. */
async function crashedStates(scenario: Scenario, template: string): Promise<CrashedState[]> {
  const states = new Map<string, CrashedState>();
  for (let step = 0; ; step++) {
    const dir = await mkdtemp(join(base, 'state-'));
    copyTemplate(template, dir);
    const crashing = injectFaults(quickDisk, { step, fault: { kind: 'crash', when: 'after' } });
    await scenario.run(operationIn(dir, crashing.disk)).catch(() => undefined);
    if (!crashing.crashed) return [...states.values()];
    const look = show(readTree(dir)).replaceAll(dir, '');
    if (states.has(look)) continue;
    const copy = await mkdtemp(join(base, 'count-'));
    copyCrashed(dir, copy);
    const counting = injectFaults(quickDisk);
    await recover(copy, counting.disk);
    states.set(look, { dir, steps: counting.steps });
  }
}

/** The note names the root that it is about, which is another one in the copy. */
function copyCrashed(from: string, to: string): void {
  copyTemplate(from, to);
  const { intent } = gameStatePaths(join(to, 'state'), gameId);
  for (const path of [intent, `${intent}.tmp`]) {
    if (existsSync(path)) writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to));
  }
}

const tally = createTally('recovery sweep');
afterAll(() => tally.sum());

/** From so many states one way to fail has to do for reads: dying at one is dying at the step before. */
const recoveryFaultsAt = (name: string): Fault[] =>
  isRead(name) ? [{ kind: 'error', code: 'EIO', halfDone: false }] : faultsAt(name);

test('an update whose note is lost in the crash is still whole, by its markers', { timeout: 60_000 }, async () => {
  const scenario = scenarios.find(({ name }) => name === 'update') as Scenario;
  const template = await makeTemplate(scenario, base);
  const before = readTree(join(template, 'games'));
  const after = finalTree(scenario);
  for (let step = 0; ; step++) {
    const dir = await mkdtemp(join(base, 'lost-'));
    copyTemplate(template, dir);
    const crashing = injectFaults(quickDisk, { step, fault: { kind: 'crash', when: 'after' } });
    await scenario.run(operationIn(dir, crashing.disk)).catch(() => undefined);
    if (!crashing.crashed) break;
    const { intent } = gameStatePaths(join(dir, 'state'), gameId);
    if (existsSync(intent)) writeFileSync(intent, '');
    await recover(dir);
    const tree = visible(readTree(join(dir, 'games')));
    const isWhole = same(tree, visible(before)) || same(tree, visible(after));
    expect(isWhole, `${crashing.steps[step]}: ${show(tree)}`).toBe(true);
  }
});

describe.each(scenarios)('$name', (scenario) => {
  test('a recovery that is interrupted is finished by the next one', { timeout: 120_000 }, async () => {
    const template = await makeTemplate(scenario, base);
    const before = readTree(join(template, 'games'));
    const after = finalTree(scenario);
    const states = await crashedStates(scenario, template);
    const failures: string[] = [];
    const cases = states.flatMap(({ dir, steps }) =>
      steps.flatMap((name, step) => recoveryFaultsAt(name).map((fault) => ({ from: dir, step, fault }))),
    );
    await mapLimited(cases, casesAtOnce, async ({ from, step, fault }) => {
      const dir = await mkdtemp(join(base, 'case-'));
      copyCrashed(from, dir);
      const faulty = injectFaults(quickDisk, { step, fault });
      await recover(dir, faulty.disk).catch(() => undefined);
      await recover(dir);
      const tree = readTree(join(dir, 'games'));
      const wrong = await wrongInState(dir);
      if (!same(tree, before) && !same(tree, after)) wrong.push(`neither before nor after: ${show(tree)}`);
      for (const text of wrong) failures.push(`${JSON.stringify(fault)} at ${faulty.steps[step]}: ${text}`);
      rmSync(dir, { recursive: true });
    });
    const allSteps = states.reduce((sum, { steps }) => sum + steps.length, 0);
    tally.add(`${scenario.name}, from ${states.length} states`, allSteps, cases.length);
    expect(cases.length).toBeGreaterThan(0);
    expect(failures.slice(0, 20)).toEqual([]);
  });
});
