import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../peer/edge/clock.ts';
import { markOf, startInStat } from './process-mark.ts';
import { findTree, watchTree } from './process-tree.ts';

const { platform } = process;

/** A process group of its own that ends when its input does. */
async function start(script = 'read line') {
  const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
  await once(child, 'spawn');
  onTestFinished(() => void child.kill('SIGKILL'));
  const pid = child.pid ?? Number.NaN;
  return { child, pid, mark: await markOf(pid, platform) };
}

it('reads the start out of a line in which the name has brackets and blanks', () => {
  const fields = Array.from({ length: 52 }, (_, index) => String(index + 1));
  fields[1] = '(a) R b))';
  expect(startInStat(fields.join(' '))).toBe('22');
  expect(startInStat('')).toBeNull();
});

describe.skipIf(platform === 'win32')('a process that an earlier start has left', () => {
  it('is found again, and its end is noticed', async () => {
    const { child, pid, mark } = await start();
    const found = await findTree(pid, mark, platform);
    expect(found?.tree.isAlive()).toBe(true);
    const ended = Promise.withResolvers<number | null>();
    if (found !== null) watchTree(found, systemClock, ended.resolve).hurry();
    child.stdin.end('go\n');
    expect(await ended.promise).toBe(0);
    expect(await findTree(pid, mark, platform)).toBeNull();
  });

  it('is found by what it has left in the background, whether or not it was still there when it was marked', async () => {
    const { child, pid, mark } = await start('sleep 60 & read line');
    child.stdin.write('go\n');
    await once(child, 'exit');
    expect(await findTree(pid, mark, platform)).not.toBeNull();
    expect(await findTree(pid, { ...mark, started: null }, platform)).not.toBeNull();
    process.kill(-pid, 'SIGKILL');
  });

  it('is not taken for another one with its number, or for one from before a restart of the system', async () => {
    const { pid, mark } = await start();
    expect(await findTree(pid, { ...mark, started: 'then' }, platform)).toBeNull();
    expect(await findTree(pid, { ...mark, started: null }, platform)).toBeNull();
    expect(await findTree(pid, { ...mark, boot: 'another' }, platform)).toBeNull();
  });
});
