import { describe, expect, it } from 'vitest';
import { isSamePlan, maxEntriesPerInstall, planProblem, planTotals, type PlannedArchive } from './stream-plan.ts';

const one: PlannedArchive = { name: 'a.eti', solid: false, unpackedBytes: 10, files: 2, directories: 1 };
const two: PlannedArchive = { ...one, name: 'b.eti' };

describe('a plan', () => {
  it('is fine when it has exactly the agreed archives in their order', () => {
    expect(planProblem([one, two], ['a.eti', 'b.eti'])).toBe(null);
    expect(planTotals([one, two])).toEqual({ bytes: 20, entries: 6 });
  });

  it.each([
    ['a missing archive', [one], /other archives/],
    ['another order', [two, one], /other archives/],
    ['one more', [one, two, { ...one, name: 'c.eti' }], /other archives/],
    ['absurd sizes', [{ ...one, unpackedBytes: Number.MAX_SAFE_INTEGER }, two], /larger than any disk/],
    ['endless files', [{ ...one, files: maxEntriesPerInstall }, two], /more than/],
    ['endless folders', [{ ...one, directories: maxEntriesPerInstall }, two], /more than/],
  ])('is refused for %s', (_, plan, why) => {
    expect(planProblem(plan, ['a.eti', 'b.eti'])).toMatch(why);
  });

  it.each([{ name: 'x.eti' }, { solid: true }, { unpackedBytes: 11 }, { files: 3 }, { directories: 0 }])(
    'is another one with %j',
    (change) => {
      expect(isSamePlan([one], [{ ...one }])).toBe(true);
      expect(isSamePlan([one], [{ ...one, ...change }])).toBe(false);
      expect(isSamePlan([one], [one, two])).toBe(false);
    },
  );
});
