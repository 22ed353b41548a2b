import { expect, test } from 'vitest';
import { retryBudgetMs, retryWhileLocked } from './windows-retry.ts';

const failing = (code: string) => Object.assign(new Error(code), { code });

/** Fails `times` times; tells how often it ran and how long it would have waited. */
async function attempt(code: string, times: number) {
  let runs = 0;
  let waitedMs = 0;
  const run = async () => {
    runs += 1;
    if (runs <= times) throw failing(code);
    return 'done';
  };
  const result = await retryWhileLocked(run, async (ms) => void (waitedMs += ms)).catch((error: unknown) => error);
  return { result, runs, waitedMs };
}

test.each(['EPERM', 'EBUSY', 'EACCES'])('%s is tried again', async (code) => {
  expect(await attempt(code, 3)).toEqual({ result: 'done', runs: 4, waitedMs: 10 + 20 + 40 });
});

test('other failures are not', async () => {
  expect(await attempt('ENOENT', 3)).toMatchObject({ result: { code: 'ENOENT' }, runs: 1, waitedMs: 0 });
});

test('it gives up after about five seconds', async () => {
  const { result, waitedMs } = await attempt('EBUSY', Infinity);
  expect(result).toMatchObject({ code: 'EBUSY' });
  expect(waitedMs).toBeGreaterThanOrEqual(retryBudgetMs);
  expect(waitedMs).toBeLessThan(retryBudgetMs + 500);
});
