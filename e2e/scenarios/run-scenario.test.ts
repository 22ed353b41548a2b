// How a scenario's end is told, whatever it comes to; without a peer.
import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { runScenario } from './run-scenario.ts';
import { ScenarioSkipped, type Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

const never = new AbortController().signal;

/** Runs it and answers the report with the folder that it had. */
async function runWith(run: Scenario['run'], more: Partial<Scenario> = {}, signal = never) {
  let home = '';
  const report = await runScenario(
    {
      id: 'S0',
      title: 'a try',
      ...more,
      run: async (stage: Stage) => {
        home = stage.home;
        return run(stage);
      },
    },
    signal,
  );
  return { ...report, home, kept: existsSync(home) };
}

it('passes, with its notes, and leaves nothing behind', async () => {
  const { verdict, lines, kept } = await runWith(async (stage) => stage.note('half of it'));
  expect([verdict, kept]).toEqual(['passed', false]);
  expect(lines).toEqual([expect.stringMatching(/^PASS S0 a try \(\d+\.\d s\)$/), '  NOTE S0: half of it']);
});

it('fails with the reason and keeps its folder', async () => {
  const { verdict, lines, kept, home } = await runWith(async () => {
    throw new Error('not equal');
  });
  expect([verdict, kept]).toEqual(['failed', true]);
  expect(lines[0]).toMatch(/^FAIL S0 a try/);
  expect(lines.join('\n')).toContain('not equal');
  expect(lines.at(-1)).toBe(`  its files are kept in ${home}`);
  rmSync(home, { recursive: true });
});

it('fails when something does not end, or not in good order', async () => {
  const slow = await runWith(async () => new Promise(() => {}), { limitSeconds: 0.05 });
  expect([slow.verdict, slow.lines.join('\n')]).toEqual(['failed', expect.stringContaining('not ended after 0.05 s')]);
  const messy = await runWith(async (stage) => stage.onEnd(async () => Promise.reject(new Error('stuck'))));
  expect([messy.verdict, messy.lines.join('\n')]).toEqual(['failed', expect.stringContaining('stuck')]);
  for (const { home } of [slow, messy]) rmSync(home, { recursive: true });
});

it('is skipped with the reason', async () => {
  const { verdict, lines, kept } = await runWith(async () => {
    throw new ScenarioSkipped('no archives here');
  });
  expect({ verdict, lines, kept }).toEqual({ verdict: 'skipped', lines: ['SKIP S0: no archives here'], kept: false });
});

it('is cut off by an interruption, and leaves nothing behind', async () => {
  const interruption = new AbortController();
  const running = runWith(async () => new Promise(() => interruption.abort()), {}, interruption.signal);
  expect((await running).kept).toBe(false);
});

it('is an error when there is no scenario of that name', async () => {
  const run = promisify(execFile)(process.execPath, [join(import.meta.dirname, 'run.ts'), 'S1', 'S999']);
  await expect(run).rejects.toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('S999') as string });
});
