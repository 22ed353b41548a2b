import { expect, test } from 'vitest';
import { mapLimited } from './map-limited.ts';

test.each([0, 1, 3, 4, 20])('%i items: all results in order, never more than the limit at once', async (count) => {
  let running = 0;
  let most = 0;
  const items = Array.from({ length: count }, (_, index) => index);
  const results = await mapLimited(items, 3, async (item) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running -= 1;
    return item * 2;
  });
  expect(results).toEqual(items.map((item) => item * 2));
  expect(most).toBe(Math.min(count, 3));
});

test('a failure waits for what runs and starts nothing more', async () => {
  const started: number[] = [];
  const ended: number[] = [];
  const work = mapLimited([0, 1, 2, 3], 2, async (item) => {
    started.push(item);
    if (item === 0) throw new Error('first');
    await Promise.resolve();
    ended.push(item);
  });
  await expect(work).rejects.toThrow('first');
  expect([started, ended]).toEqual([[0, 1], [1]]);
});
