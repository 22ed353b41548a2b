import { expect, test } from 'vitest';
import { removeTree } from './remove-tree.ts';

/** Fails so often with this code, and says how often it was asked. */
function failing(times: number, code: string) {
  const calls = { count: 0 };
  const remove = async () => {
    calls.count += 1;
    if (calls.count <= times) throw Object.assign(new Error(code), { code });
  };
  return { calls, remove };
}

test('waits for a process that still writes into the folder', async () => {
  const { calls, remove } = failing(3, 'ENOTEMPTY');
  const slept: number[] = [];
  await removeTree('/x', remove, async (ms) => slept.push(ms));
  expect([calls.count, slept.length]).toEqual([4, 3]);
});

test.each([
  ['ENOTEMPTY', Infinity, 20],
  ['EACCES', 1, 1],
])('gives %s up after its time', async (code, times, tries) => {
  const { calls, remove } = failing(times, code);
  await expect(removeTree('/x', remove, async () => {})).rejects.toMatchObject({ code });
  expect(calls.count).toBe(tries);
});
