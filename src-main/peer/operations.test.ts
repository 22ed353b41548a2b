import { expect, it } from 'vitest';
import { abortWhy } from './edge/abort-why.ts';
import { createOperations, type Operations, type Outcome } from './operations.ts';

function recorded() {
  const steps: string[] = [];
  const operations = createOperations(
    (active) => void steps.push(`active:${active.map(({ kind }) => kind).join()}`),
    (gameId) => void steps.push(`ended:${gameId}`),
  );
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

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

it('refreshes, clears and only then tells the outcome', async () => {
  const { operations, steps, run } = recorded();
  run(async () => void steps.push('work'));
  await operations.settled('quux');
  expect(steps).toEqual(['active:installing', 'work', 'settle', 'active:', 'finish:done', 'ended:quux']);
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
  cancelled.run(untilAborted);
  expect(cancelled.operations.cancel('quux', ['downloading'])).toBe(false);
  expect(cancelled.operations.cancel('quux', ['installing'])).toBe(true);
  expect((await cancelled.finished).kind).toBe('cancelled');
});

it('frees the game when the work fails before its first wait', async () => {
  const { operations, run, finished } = recorded();
  run(() => {
    throw new Error('x');
  });
  expect((await finished).kind).toBe('failed');
  expect(operations.isBusy('quux')).toBe(false);
});

it.each<[string, (operations: Operations) => unknown, object, string]>([
  ['cancel', (operations) => operations.cancel('quux', ['installing']), { why: 'cancelled' }, 'cancelled'],
  ['pause', (operations) => operations.cancel('quux', ['installing'], 'paused'), { why: 'paused' }, 'paused'],
  ['stop', (operations) => operations.stop(), { why: 'stopping' }, 'cancelled'],
])('%s: both the work and the outcome know why', async (_what, abort, expected, code) => {
  const { operations, run, finished } = recorded();
  let heard: unknown = null;
  run((signal) => {
    heard = abortWhy(signal);
    return untilAborted(signal).finally(() => (heard = { why: abortWhy(signal), reason: signal.reason as unknown }));
  });
  expect(heard).toBeNull();
  await abort(operations);
  expect(await finished).toEqual({ kind: 'cancelled', ...expected });
  expect(heard).toMatchObject({ ...expected, reason: { code } });
});

it('goes by the first reason: what a pause has kept is not deleted by the stop after it', async () => {
  const { operations, run, finished } = recorded();
  run(untilAborted);
  operations.cancel('quux', ['installing'], 'paused');
  await operations.stop();
  expect(await finished).toEqual({ kind: 'cancelled', why: 'paused' });
});

it.each([new Error('somebody else'), AbortSignal.abort().reason])(
  'takes a foreign reason for one that keeps',
  (reason) => expect(abortWhy(AbortSignal.abort(reason))).toBe('stopping'),
);

it('says when an operation is over: after its outcome was told, and at once when there is none', async () => {
  const { operations, steps, run } = recorded();
  await operations.settled('quux');
  const gate = Promise.withResolvers<void>();
  run(() => gate.promise);
  const settled = operations.settled('quux').then(() => steps.push('settled'));
  gate.resolve();
  await settled;
  expect(steps.slice(-3)).toEqual(['finish:done', 'ended:quux', 'settled']);
});

it('ends everything at its stop and starts nothing afterwards', async () => {
  const { operations, run } = recorded();
  run(untilAborted);
  await operations.stop();
  expect(operations.active()).toEqual([]);
  expect(() => run(untilAborted)).toThrow(expect.objectContaining({ code: 'cancelled' }));
});
