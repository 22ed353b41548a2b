import { rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../edge/clock.ts';
import {
  createHashingLab,
  fileNames,
  holdUp,
  laterClock,
  patch,
  untilHashed,
  type HashingLab,
} from './testing/hashing-lab.ts';

const mib = 2 ** 20;

let lab: HashingLab;
beforeEach(async () => void (lab = await createHashingLab()));
afterEach(async () => lab[Symbol.asyncDispose]());

describe('a game that changes while it is hashed', () => {
  it.each<[string, () => Promise<void>]>([
    ['the file at work', async () => lab.put('quux/m.eti', 'other!')],
    ['a file that is hashed already', async () => lab.put('quux/a.eti', 'other!')],
    ['a file in place', async () => patch(path.join(lab.gameDir, 'quux', 'a.eti'), 'other!')],
    ['a new file', async () => lab.put('quux/new.eti', 'more')],
    ['a file that vanishes', async () => rm(path.join(lab.gameDir, 'quux', 'a.eti'))],
    ['a file that becomes shorter', async () => lab.put('quux/m.eti', 'less')],
  ])('is published only as it is afterwards: %s', async (_what, change) => {
    await lab.putGame('quux', { 'a.eti': 'before', 'm.eti': 'before' });
    const before = await lab.idOf('quux');
    const run = await lab.start();
    const gate = holdUp(run, (file) => file === 'm.eti');
    await gate.reached;
    await change();
    gate.open();
    const after = await untilHashed(run, 'quux');
    expect(after).toBe(await lab.idOf('quux'));
    expect(after).not.toBe(before);
    expect(run.told).toEqual([`quux: ${after}`]);
    expect(await run.hashing.manifest('quux')).toEqual(await lab.truth('quux'));
  });

  it('is broken off as soon as somebody looks', async () => {
    await lab.putGame('quux', { 'a.eti': 'before', 'm.eti': 'before' });
    const run = await lab.start();
    const gate = holdUp(run, (file) => file === 'm.eti');
    const signal = await gate.reached;
    await lab.put('quux/a.eti', 'behind');
    run.hashing.refresh(['quux']);
    await run.until(() => signal.aborted);
    gate.open();
    expect(await untilHashed(run, 'quux')).toBe(await lab.idOf('quux'));
  });

  it('goes on when somebody looks and nothing has changed', async () => {
    await lab.putGame('quux', { 'a.eti': 'x' });
    const run = await lab.start();
    const gate = holdUp(run);
    const signal = await gate.reached;
    run.hashing.refresh();
    await lab.putGame('zork');
    run.hashing.refresh(['zork']);
    await run.until(() => run.hashing.progress().totalBytes > 10);
    expect(signal.aborted).toBe(false);
    gate.open();
    await untilHashed(run, 'quux');
    expect(fileNames(run).slice(0, 2)).toEqual(['a.eti', 'version.ini']);
  });

  it('waits until a file has not been written for a while', async () => {
    await lab.putGame('quux', { 'a.eti': 'x' });
    const wall = { ms: Date.now() + 3_600_000 };
    const timers: (() => void)[] = [];
    const clock: Clock = {
      ...laterClock,
      wallMs: () => wall.ms,
      after: (ms, wake) => {
        if (ms === 3000) timers.push(wake);
        return () => {};
      },
    };
    const file = path.join(lab.gameDir, 'quux', 'a.eti');
    await utimes(file, new Date(), new Date(wall.ms - 2999));
    const asked = Promise.withResolvers<void>();
    const run = await lab.start({ clock: { ...clock, after: (...call) => (asked.resolve(), clock.after(...call)) } });
    await asked.promise;
    expect(run.hasher.calls).toEqual([]);
    wall.ms += 3000;
    for (const wake of timers) wake();
    expect(await untilHashed(run, 'quux')).toBe(await lab.idOf('quux'));
  });
});

describe('busy games', () => {
  it('are left alone until they are looked at again', async () => {
    await lab.putGame('quux');
    await lab.putGame('zork');
    lab.busy.add('quux');
    const run = await lab.start();
    await untilHashed(run, 'zork');
    lab.busy.delete('quux');
    await lab.putGame('late');
    run.hashing.refresh(['late']);
    await untilHashed(run, 'late');
    expect(run.hashing.manifestId('quux')).toBeNull();
    run.hashing.refresh();
    expect(await untilHashed(run, 'quux')).toBe(await lab.idOf('quux'));
  });

  it('are let go of in the middle of a file', async () => {
    await lab.putGame('quux', { 'a.eti': 3 * mib });
    const run = await lab.start();
    run.hasher.before = () => void lab.busy.add('quux');
    await run.until(() => run.hasher.calls.length === 1);
    await lab.putGame('zork');
    run.hashing.refresh(['zork']);
    await untilHashed(run, 'zork');
    expect(run.hasher.calls[0]).toBe('a.eti 0+3145728');
    expect(run.hasher.readBytes).toBeLessThan(3 * mib);
    expect(run.logged).toEqual([]);
    run.hasher.before = () => {};
    lab.busy.clear();
    run.hashing.refresh(['quux']);
    expect(await untilHashed(run, 'quux')).toBe(await lab.idOf('quux'));
  });

  it('keep their id: what is served of them is for others to decide', async () => {
    await lab.putGame('quux');
    const run = await lab.start();
    const id = await untilHashed(run, 'quux');
    lab.busy.add('quux');
    await lab.put('quux/version.ini', '20240101 \n');
    run.hashing.refresh();
    await lab.putGame('zork');
    run.hashing.refresh();
    await untilHashed(run, 'zork');
    expect(run.hashing.manifestId('quux')).toBe(id);
  });
});

describe('a pause', () => {
  it('breaks off at once and goes on where it was', async () => {
    await lab.putGame('quux', { 'a.eti': 80 * mib });
    const run = await lab.start();
    const gate = holdUp(run, () => run.hasher.calls.length === 2);
    const signal = await gate.reached;
    expect(run.hashing.progress().gameId).toBe('quux');
    run.hashing.setPaused(true);
    expect(signal.aborted).toBe(true);
    expect(run.hashing.progress()).toMatchObject({ gameId: null, totalBytes: 80 * mib + 9 });
    run.hashing.refresh();
    gate.open();
    run.hashing.setPaused(false);
    expect(await untilHashed(run, 'quux')).toBe(await lab.idOf('quux'));
    const part = 32 * mib;
    expect(run.hasher.calls).toEqual([
      `a.eti 0+${part}`,
      `a.eti ${part}+${part}`,
      `a.eti ${part}+${part}`,
      `a.eti ${2 * part}+${16 * mib}`,
      'version.ini 0+9',
    ]);
    expect(run.logged).toEqual([]);
  });

  it('is survived by what is hashed, even when the program ends', async () => {
    await lab.putGame('quux', { 'a.eti': 80 * mib });
    const first = await lab.start();
    const gate = holdUp(first, () => first.hasher.calls.length === 3);
    await gate.reached;
    await first.hashing.stop();
    expect(first.told).toEqual([]);
    const again = await lab.start();
    expect(await untilHashed(again, 'quux')).toBe(await lab.idOf('quux'));
    expect(again.hasher.calls).toEqual([`a.eti ${64 * mib}+${16 * mib}`, 'version.ini 0+9']);
  });

  it('still recalls what is known and takes back what has changed', async () => {
    await lab.putGame('quux');
    const first = await lab.start();
    await untilHashed(first, 'quux');
    await first.hashing.stop();
    const run = await lab.start();
    run.hashing.setPaused(true);
    await untilHashed(run, 'quux');
    await lab.put('quux/version.ini', '20240101 \n');
    run.hashing.refresh();
    await run.until(() => run.hashing.manifestId('quux') === null);
    expect(run.hasher.calls).toEqual([]);
  });
});
