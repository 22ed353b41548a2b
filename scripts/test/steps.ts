// The steps of a test run, in order: what runs, for how long at most, and how its result is read.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  outcomeOfCheck,
  parsePlaywrightReport,
  parseSummaryOutput,
  parseUnitReport,
  settleOutcome,
  type Outcome,
} from './outcome.ts';
import type { ProcessResult } from '../run-process.ts';
import { unitReportVariable } from './unit-reporter.ts';

export interface Step {
  name: string;
  title: string;
  /** Arguments for Node: a program file, relative to the repository, and what it gets. */
  args: string[];
  limitSeconds: number;
  env?: Record<string, string>;
  read: (result: ProcessResult) => Outcome;
  /** Steps without whose success this one makes no sense. */
  needs?: string[];
  tool?: 'browser' | 'lab';
}

const readCheck = ({ ending }: ProcessResult): Outcome => outcomeOfCheck(ending);
const readSummary = ({ ending, output }: ProcessResult): Outcome => settleOutcome(parseSummaryOutput(output), ending);
const readReport =
  (file: string, parse: (json: string) => Outcome | null) =>
  ({ ending }: ProcessResult): Outcome =>
    settleOutcome(existsSync(file) ? parse(readFileSync(file, 'utf8')) : null, ending);

/** `program` is the name of a command, where it is not that of its package. */
export function binOf(root: string, packageName: string, program = packageName): string {
  const folder = join('node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const file = typeof bin === 'string' ? bin : bin[program];
  if (file === undefined) throw new Error(`${packageName} has no command ${program}`);
  return join(folder, file);
}

const check = (name: string, title: string, args: string[], limitSeconds: number): Step => ({
  name,
  title,
  args,
  limitSeconds,
  read: readCheck,
});

/** `reports` is a folder for the runners' reports. */
export function listSteps(root: string, reports: string): Step[] {
  const unitReport = join(reports, 'unit.json');
  const browserReport = join(reports, 'browser.json');
  return [
    check('format', 'formatting', [binOf(root, 'prettier'), '--check', '--log-level=warn', '.'], 180),
    check('lint', 'lint rules', [binOf(root, 'oxlint'), '--type-aware', '--deny-warnings'], 240),
    check('types', 'types and layers', [binOf(root, 'typescript', 'tsc'), '-b'], 240),
    check('lock', 'lock file holds every platform', ['scripts/complete-lock.mjs', '--check'], 10),
    check('builder', 'packaging configuration', ['scripts/check-builder.mjs'], 30),
    {
      name: 'unit',
      title: 'unit tests',
      args: [binOf(root, 'vitest'), 'run', '--reporter=default', '--reporter=./scripts/test/unit-reporter.ts'],
      limitSeconds: 600,
      env: { [unitReportVariable]: unitReport },
      read: readReport(unitReport, parseUnitReport),
    },
    check(
      'renderer',
      'build of the window',
      [binOf(root, 'vite'), 'build', '--config', 'src-renderer/vite.config.ts'],
      180,
    ),
    {
      name: 'scenarios',
      title: 'scenarios with real processes',
      args: ['e2e/scenarios/run.ts'],
      limitSeconds: 480,
      read: readSummary,
    },
    {
      name: 'lab',
      title: 'several hosts in network namespaces',
      args: ['e2e/lab/run.ts'],
      limitSeconds: 240,
      read: readSummary,
      tool: 'lab',
    },
    {
      name: 'browser',
      title: 'the window in a browser',
      args: [binOf(root, '@playwright/test', 'playwright'), 'test', '--reporter=list,json'],
      limitSeconds: 1200,
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport, PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport },
      read: readReport(browserReport, parsePlaywrightReport),
      needs: ['renderer'],
      tool: 'browser',
    },
  ];
}
