// Runs every step whatever the others came to; ends with the skips, the failures and the sum.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { whenAskedToEnd } from '../when-ended.ts';
import { formatCounts, sumOutcomes, type Outcome } from './outcome.ts';
import { prepareTools, type Tools } from './prepare-tools.ts';
import { runProcess } from '../run-process.ts';
import { listSteps, type Step } from './steps.ts';

/** The whole run ends, whatever hangs; undisturbed it takes nine minutes on two cores. */
const wholeLimitSeconds = 2700;

const root = dirname(dirname(import.meta.dirname));
const say = (text: string) => console.log(text);

interface Done {
  step: Step;
  outcome: Outcome;
  seconds: number;
}

function chooseSteps(steps: Step[]): Step[] {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  if (values.only === undefined) return steps;
  const names = values.only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !steps.some((step) => step.name === name));
  if (unknown !== undefined) {
    console.error(`There is no step "${unknown}": choose from ${steps.map(({ name }) => name).join(', ')}.`);
    process.exit(1);
  }
  return steps.filter(({ name }) => names.includes(name));
}

/** The reason why this step cannot run, as the outcome that stands for it; null when it can. */
function standIn(step: Step, done: readonly Done[], tools: Tools | null): Outcome | null {
  const file = step.args[0] ?? '';
  const broken = done.find((other) => step.needs?.includes(other.step.name) === true && other.outcome.failed > 0);
  if (!existsSync(join(root, file))) return { passed: 0, failed: 1, skips: [], failures: [`${file} does not exist`] };
  if (broken !== undefined) {
    return { passed: 0, failed: 1, skips: [], failures: [`it needs ${broken.step.title}, which failed`] };
  }
  if (step.tool === 'browser' && tools !== null && 'missing' in tools.chromium) {
    return { passed: 0, failed: 0, skips: [{ name: 'all', reason: tools.chromium.missing }], failures: [] };
  }
  return null;
}

function environmentOf(step: Step, tools: Tools | null): NodeJS.ProcessEnv {
  const browser = tools !== null && 'path' in tools.chromium ? { CHROMIUM_PATH: tools.chromium.path } : {};
  const commands = [join(root, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH'] ?? ''];
  return {
    ...process.env,
    PATH: commands.join(delimiter),
    ELECTRON_SKIP_BINARY_DOWNLOAD: '1',
    ...browser,
    ...step.env,
  };
}

async function runStep(step: Step, done: readonly Done[], tools: Tools | null, context: Context): Promise<Done> {
  say(`\n=== ${step.name}: ${step.title}`);
  const substitute = standIn(step, done, tools);
  if (substitute !== null) return { step, outcome: substitute, seconds: 0 };
  const remaining = Math.max(1, wholeLimitSeconds - context.elapsedSeconds());
  const env = environmentOf(step, tools);
  const limitSeconds = Math.min(step.limitSeconds, remaining);
  const result = await runProcess(
    { file: process.execPath, args: step.args, cwd: root, env, limitSeconds },
    context.signal,
  );
  return { step, outcome: step.read(result), seconds: result.seconds };
}

interface Context {
  signal: AbortSignal;
  elapsedSeconds: () => number;
}

function report(done: readonly Done[]): void {
  const listed = (title: string, linesOf: (entry: Done) => string[]) => {
    const lines = done.flatMap((entry) => linesOf(entry).map((line) => `  ${entry.step.name}: ${line}`));
    if (lines.length > 0) say(`\n${title}:\n${lines.join('\n')}`);
  };
  listed('Steps', ({ outcome, seconds }) => [`${formatCounts(outcome)} (${seconds.toFixed(1)} s)`]);
  listed('Skipped', ({ outcome }) => outcome.skips.map(({ name, reason }) => `${name}: ${reason}`));
  listed('Failed', ({ outcome }) => {
    const unexplained = outcome.failed - outcome.failures.length;
    return [...outcome.failures, ...(unexplained > 0 ? [`${unexplained} failed, shown above`] : [])];
  });
}

async function runSteps(steps: Step[], context: Context): Promise<Done[]> {
  const needsTools = steps.some(({ tool }) => tool !== undefined);
  const tools = needsTools ? prepareTools(root, context.signal) : Promise.resolve(null); // works while the first steps run
  const done: Done[] = [];
  for (const step of steps) {
    if (context.signal.aborted) break;
    const entry = await runStep(step, done, step.tool === undefined ? null : await tools, context);
    say(`--- ${step.name}: ${formatCounts(entry.outcome)} (${entry.seconds.toFixed(1)} s)`);
    done.push(entry);
  }
  return done;
}

async function runAll(context: Context): Promise<void> {
  const reports = join(root, '.cache', `test-reports-${process.pid}`);
  const steps = chooseSteps(listSteps(root, reports));
  mkdirSync(reports, { recursive: true });
  const done = await runSteps(steps, context);
  rmSync(reports, { recursive: true });
  const sum = sumOutcomes(done.map(({ outcome }) => outcome));
  report(done);
  say(`\n${formatCounts(sum)}`);
  if (sum.failed > 0 || sum.passed === 0 || context.signal.aborted) process.exitCode = 1;
}

const interruption = new AbortController();
whenAskedToEnd(() => interruption.abort());
const startedAt = performance.now();
await runAll({ signal: interruption.signal, elapsedSeconds: () => (performance.now() - startedAt) / 1000 });
