// A vitest reporter that writes what the whole run needs to know: counts, and the reason of each skip.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { noReason, type Outcome } from './outcome.ts';

/** The environment variable with the path of the report. */
export const unitReportVariable = 'LANSPREAD_UNIT_REPORT';

function outcomeOf(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Outcome {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: string): TestCase[] => tests.filter((test) => test.result().state === state);
  const broken = modules.flatMap((module) =>
    module.errors().map((error) => `${module.relativeModuleId}: ${error.message}`),
  );
  const failures = [...broken, ...unhandled.map((error) => `unhandled: ${error.message}`)];
  return {
    passed: inState('passed').length,
    failed: inState('failed').length + inState('pending').length + failures.length,
    skips: inState('skipped').map((test) => ({ name: test.fullName, reason: skipReason(test) })),
    failures,
  };
}

function skipReason(test: TestCase): string {
  const result = test.result();
  return (result.state === 'skipped' ? result.note : undefined) ?? noReason;
}

// eslint-disable-next-line import/no-default-export -- vitest loads a reporter by its default export
export default class UnitReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env[unitReportVariable];
    if (file === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(outcomeOf(modules, unhandled)));
  }
}
