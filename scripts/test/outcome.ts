// What one step of the test run came to, read from what its runner left behind. Pure.
import { z } from 'zod';

export interface Skip {
  name: string;
  reason: string;
}

/** `failures` explains failed tests that the runner itself does not show, for example that it crashed. */
export interface Outcome {
  passed: number;
  failed: number;
  skips: Skip[];
  failures: string[];
}

/** How a step's process ended: its exit code, or why it has none. */
export type Ending = { code: number } | { problem: string };

export const noReason = 'no reason given';

const isGood = (ending: Ending): boolean => 'code' in ending && ending.code === 0;
const describe = (ending: Ending): string =>
  'code' in ending ? `it ended with exit code ${ending.code}` : ending.problem;

/** A check is one test: it passes when its process ends with 0. */
export function outcomeOfCheck(ending: Ending): Outcome {
  if (isGood(ending)) return { passed: 1, failed: 0, skips: [], failures: [] };
  return { passed: 0, failed: 1, skips: [], failures: [describe(ending)] };
}

/**
 * Sets what a runner reported against how it ended. No report, a bad end without a failed test, and a run of no test
 * at all count as one failure each.
 */
export function settleOutcome(reported: Outcome | null, ending: Ending): Outcome {
  if (reported === null) return addFailure(emptyOutcome, `no result: ${describe(ending)}`);
  if (!isGood(ending) && (reported.failed === 0 || 'problem' in ending)) return addFailure(reported, describe(ending));
  if (reported.passed + reported.failed + reported.skips.length === 0) return addFailure(reported, 'it ran no test');
  return reported;
}

const emptyOutcome: Outcome = { passed: 0, failed: 0, skips: [], failures: [] };

function addFailure(outcome: Outcome, failure: string): Outcome {
  return { ...outcome, failed: outcome.failed + 1, failures: [...outcome.failures, failure] };
}

/** Output whose last line is `N passed, N failed, N skipped`, with a line `SKIP <id>: <reason>` for each skip. */
export function parseSummaryOutput(output: string): Outcome | null {
  const lines = output.split(/\r?\n/).map((line) => line.trim());
  const last = lines.findLast((line) => line !== '') ?? '';
  const counts = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(last)?.slice(1).map(Number);
  if (counts === undefined) return null;
  const [passed = 0, failed = 0, skipped = 0] = counts;
  const named = lines.flatMap((line): Skip[] => {
    const [, name, reason] = /^SKIP (\S+): (.+)$/.exec(line) ?? [];
    return name === undefined || reason === undefined ? [] : [{ name, reason }];
  });
  const unnamed = Array.from({ length: Math.max(0, skipped - named.length) }, () => ({
    name: 'unnamed',
    reason: noReason,
  }));
  return { passed, failed, skips: [...named.slice(0, skipped), ...unnamed], failures: [] };
}

const unitReportSchema = z.object({
  passed: z.int(),
  failed: z.int(),
  skips: z.array(z.object({ name: z.string(), reason: z.string() })),
  failures: z.array(z.string()),
});

/** The report of `unit-reporter.ts`. */
export function parseUnitReport(json: string): Outcome | null {
  return unitReportSchema.safeParse(parseJson(json)).data ?? null;
}

const playwrightTestSchema = z.object({
  status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
  annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })).default([]),
});
const playwrightSpecSchema = z.object({ title: z.string(), tests: z.array(playwrightTestSchema) });
const playwrightSuiteSchema = z.object({
  specs: z.array(playwrightSpecSchema).default([]),
  get suites() {
    return z.array(playwrightSuiteSchema).default([]);
  },
});
const playwrightReportSchema = z.object({
  suites: z.array(playwrightSuiteSchema).default([]),
  errors: z.array(z.object({ message: z.string().default('') })).default([]),
});

/** Playwright's JSON report. A flaky test, which failed before it passed, counts as failed. */
export function parsePlaywrightReport(json: string): Outcome | null {
  const report = playwrightReportSchema.safeParse(parseJson(json)).data;
  if (report === undefined) return null;
  const tests = report.suites.flatMap(testsOfSuite);
  const failures = report.errors.map((error) => error.message.split('\n', 1)[0] ?? '');
  return {
    passed: tests.filter(({ status }) => status === 'expected').length,
    failed: tests.filter(({ status }) => status === 'unexpected' || status === 'flaky').length + failures.length,
    skips: tests.filter(({ status }) => status === 'skipped').map(({ title, reason }) => ({ name: title, reason })),
    failures,
  };
}

interface PlaywrightTest {
  title: string;
  status: z.infer<typeof playwrightTestSchema>['status'];
  reason: string;
}

function testsOfSuite(suite: z.infer<typeof playwrightSuiteSchema>): PlaywrightTest[] {
  const own = suite.specs.flatMap(({ title, tests }) =>
    tests.map(({ status, annotations }) => ({
      title,
      status,
      reason: annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? noReason,
    })),
  );
  return [...own, ...suite.suites.flatMap(testsOfSuite)];
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

export function sumOutcomes(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
    skips: outcomes.flatMap(({ skips }) => skips),
    failures: outcomes.flatMap(({ failures }) => failures),
  };
}

export function formatCounts({ passed, failed, skips }: Outcome): string {
  return `${passed} passed, ${failed} failed, ${skips.length} skipped`;
}
