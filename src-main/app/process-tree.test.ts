import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { holdClock, type HeldClock } from '../peer/edge/testing/held-clock.ts';
import { processTreeOf, watchTree, type ProcessTree } from './process-tree.ts';

interface Setup extends HeldClock {
  tree: ProcessTree;
  life: { alive: boolean };
}

function setUp(): Setup {
  const life = { alive: true };
  const tree = { isAlive: () => life.alive, end: async () => {} };
  return { ...holdClock(), tree, life };
}

describe('watching', () => {
  it('waits for the script without a timer, then looks every two seconds, or more often when in a hurry', async () => {
    const { clock, waits, pass, tree, life } = setUp();
    const exited = Promise.withResolvers<number | null>();
    const ends: (number | null)[] = [];
    const watch = watchTree({ tree, exited: exited.promise }, clock, (code) => ends.push(code));
    expect(waits()).toEqual([]);
    exited.resolve(3);
    await exited.promise;
    expect(waits()).toEqual([2000]);
    pass(2000);
    expect(waits()).toEqual([2000]);
    watch.hurry();
    expect(waits()).toEqual([100]);
    life.alive = false;
    pass(100);
    watch.hurry();
    expect([ends, waits()]).toEqual([[3], []]);
  });

  it('tells nothing after it was stopped', async () => {
    const { clock, waits, tree, life } = setUp();
    const ends: unknown[] = [];
    const exited = Promise.resolve(0);
    const watch = watchTree({ tree, exited }, clock, (code) => ends.push(code));
    await exited;
    watch.stop();
    life.alive = false;
    watch.hurry();
    expect([ends, waits()]).toEqual([[], []]);
  });
});

it.each(['win32', 'linux'] as const)('knows that the script itself has ended, as on %s', async (platform) => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.on("data", () => process.exit())'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(child, 'spawn');
  const tree = processTreeOf(child, platform);
  expect(tree.isAlive()).toBe(true);
  child.stdin.end('go');
  await once(child, 'exit');
  expect(tree.isAlive()).toBe(false);
  await expect(tree.end(true)).resolves.toBeUndefined();
});
