import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../peer/edge/clock.ts';
import { processTreeOf, watchTree, type ProcessTree } from './process-tree.ts';

interface Setup {
  clock: Clock;
  /** Waits that stand, in milliseconds. */
  waits: () => number[];
  /** Ends the wait that stands. */
  pass: () => void;
  tree: ProcessTree;
  life: { alive: boolean };
}

function setUp(): Setup {
  const timers = new Map<() => void, number>();
  const after: Clock['after'] = (ms, run) => {
    timers.set(run, ms);
    return () => void timers.delete(run);
  };
  const pass = () => {
    const [run] = timers.keys();
    if (run === undefined) throw new Error('no wait stands');
    timers.delete(run);
    run();
  };
  const life = { alive: true };
  const tree = { isAlive: () => life.alive, end: async () => {} };
  return { clock: { wallMs: () => 0, nowMs: () => 0, after }, waits: () => [...timers.values()], pass, tree, life };
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
    pass();
    expect(waits()).toEqual([2000]);
    watch.hurry();
    expect(waits()).toEqual([100]);
    life.alive = false;
    pass();
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
