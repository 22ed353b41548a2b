import { expect, test } from 'vitest';
import {
  formatCounts,
  noReason,
  outcomeOfCheck,
  parsePlaywrightReport,
  parseSummaryOutput,
  parseUnitReport,
  settleOutcome,
  sumOutcomes,
  type Outcome,
} from './outcome.ts';

const outcome = (passed: number, failed = 0, skips: Outcome['skips'] = []): Outcome => ({
  passed,
  failed,
  skips,
  failures: [],
});

test('a check is one test', () => {
  expect(outcomeOfCheck({ code: 0 })).toEqual(outcome(1));
  expect(outcomeOfCheck({ code: 2 })).toMatchObject({ passed: 0, failed: 1, failures: ['it ended with exit code 2'] });
  expect(outcomeOfCheck({ problem: 'it was too slow' })).toMatchObject({ failed: 1, failures: ['it was too slow'] });
});

test.each([
  ['good result, good end', outcome(3), { code: 0 }, [3, 0]],
  ['failed tests explain a bad end', outcome(3, 2), { code: 1 }, [3, 2]],
  ['failed tests with a good end still count', outcome(3, 2), { code: 0 }, [3, 2]],
  ['a bad end without a failed test', outcome(3), { code: 1 }, [3, 1]],
  ['stopped for time, whatever it had reported', outcome(3, 1), { problem: 'too slow' }, [3, 2]],
  ['no result, good end', null, { code: 0 }, [0, 1]],
  ['no result, bad end', null, { code: 134 }, [0, 1]],
  ['no test at all', outcome(0), { code: 0 }, [0, 1]],
  ['nothing but skips', outcome(0, 0, [{ name: 'a', reason: 'b' }]), { code: 0 }, [0, 0]],
])('%s', (_what, reported, ending, [passed, failed]) => {
  expect(settleOutcome(reported, ending)).toMatchObject({ passed, failed });
});

test('reads the last line and the reasons of skips', () => {
  const output =
    'S1 ok\nSKIP S30: needs root\r\n 2 passed, 1 failed, 9 skipped is no sum\n2 passed, 1 failed, 2 skipped\n\n';
  expect(parseSummaryOutput(output)).toEqual(
    outcome(2, 1, [
      { name: 'S30', reason: 'needs root' },
      { name: 'unnamed', reason: noReason },
    ]),
  );
});

test.each(['', 'all fine', '1 passed, 0 failed, 0 skipped\nError: late crash', '1 passed, 0 failed'])(
  'output %j has no sum',
  (output) => {
    expect(parseSummaryOutput(output)).toBeNull();
  },
);

test('reads the report of the unit tests', () => {
  const report = { passed: 4, failed: 1, skips: [{ name: 'a', reason: 'b' }], failures: ['unhandled: x'] };
  expect(parseUnitReport(JSON.stringify(report))).toEqual(report);
  expect(parseUnitReport('')).toBeNull();
  expect(parseUnitReport('{"passed":1}')).toBeNull();
});

const spec = (status: string, annotations: unknown[] = []) => ({ title: status, tests: [{ status, annotations }] });

test('reads a Playwright report with nested suites', () => {
  const report = {
    suites: [
      {
        specs: [spec('expected'), spec('skipped', [{ type: 'skip', description: 'no display' }])],
        suites: [{ specs: [spec('unexpected'), spec('flaky'), spec('skipped')] }],
      },
    ],
    errors: [{ message: 'global set-up failed\n  at x' }],
  };
  expect(parsePlaywrightReport(JSON.stringify(report))).toEqual({
    passed: 1,
    failed: 3,
    skips: [
      { name: 'skipped', reason: 'no display' },
      { name: 'skipped', reason: noReason },
    ],
    failures: ['global set-up failed'],
  });
  expect(parsePlaywrightReport('{"suites":[{"specs":[{"title":"x"}]}]}')).toBeNull();
  expect(parsePlaywrightReport('no json')).toBeNull();
});

test('sums up', () => {
  const sum = sumOutcomes([outcome(3, 1), outcome(2, 0, [{ name: 'a', reason: 'b' }])]);
  expect(formatCounts(sum)).toBe('5 passed, 1 failed, 1 skipped');
});
