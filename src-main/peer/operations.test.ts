import { expect, it } from 'vitest';
import { createOperations, type Outcome } from './operations.ts';

function recorded() {
  const steps: string[] = [];
  const operations = createOperations((active) => void steps.push(`active:${active.map(({ kind }) => kind).join()}`));
  const { promise, resolve } = Promise.withResolvers<Outcome<unknown>>();
  const run = (work: (signal: AbortSignal) => Promise<unknown>) =>
    operations.run('quux', 'installing', {
      work,
      settle: async () => void steps.push('settle'),
      finish: (outcome) => {
        steps.push(`finish:${outcome.kind}`);
        resolve(outcome);
      },
    });
  return { operations, steps, run, finished: promise };
}

it('refreshes, clears and only then tells the outcome', async () => {
  const { steps, run, finished } = recorded();
  run(async () => void steps.push('work'));
  await finished;
  expect(steps).toEqual(['active:installing', 'work', 'settle', 'active:', 'finish:done']);
});

it('refuses a second operation on the same game until the first has ended', async () => {
  const { operations, run, finished } = recorded();
  const gate = Promise.withResolvers<void>();
  run(() => gate.promise);
  expect(() => run(async () => {})).toThrow(expect.objectContaining({ code: 'operation-in-progress' }));
  expect(operations.isBusy('quux')).toBe(true);
  gate.resolve();
  await finished;
  expect(operations.isBusy('quux')).toBe(false);
});

it('tells failures from cancelling', async () => {
  const failing = recorded();
  failing.run(async () => {
    throw new Error('x');
  });
  expect((await failing.finished).kind).toBe('failed');

  const cancelled = recorded();
  cancelled.run(
    (signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
  );
  expect(cancelled.operations.cancel('quux', ['downloading'])).toBe(false);
  expect(cancelled.operations.cancel('quux', ['installing'])).toBe(true);
  expect((await cancelled.finished).kind).toBe('cancelled');
});
