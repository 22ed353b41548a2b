import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';
import { createLogTail, keptLines, parseLog, readLogFile } from './log-tail.ts';
import { makeTempDir } from './testing/temp-dir.ts';

describe('createLogTail', () => {
  it('answers what came after a line', () => {
    const tail = createLogTail([], () => 5);
    expect(tail.read(0)).toEqual([]);
    tail.log('info', 'one');
    tail.log('error', 'two\n');
    expect(tail.read(0)).toEqual([
      { seq: 1, atMs: 5, level: 'info', message: 'one' },
      { seq: 2, atMs: 5, level: 'error', message: 'two' },
    ]);
    expect(tail.read(1).map(({ message }) => message)).toEqual(['two']);
    expect(tail.read(2)).toEqual([]);
    // The program was started anew, and the window still has the number of a longer run.
    expect(tail.read(900)).toHaveLength(2);
  });

  it('keeps the last lines, however many there were', () => {
    const tail = createLogTail();
    for (let index = 0; index < keptLines * 3 + 17; index++) tail.log('info', String(index));
    const lines = tail.read(0);
    expect([lines.length, lines.at(0)?.message, lines.at(-1)?.message]).toEqual([
      keptLines,
      String(keptLines * 2 + 17),
      String(keptLines * 3 + 16),
    ]);
  });

  it('cuts off endless messages', () => {
    const tail = createLogTail();
    tail.log('warn', 'x'.repeat(1e6));
    expect(tail.read(0)[0]?.message).toHaveLength(2000);
  });
});

describe('readLogFile', () => {
  it('goes on after an earlier run', async () => {
    const path = join(await makeTempDir(), 'logs/a.log');
    const write = openLogFile(path, () => new Date(7));
    write('warn', 'first\n  second');
    write('debug', 'third');
    const tail = createLogTail(readLogFile(path), () => 9);
    tail.log('info', 'new');
    expect(tail.read(0)).toEqual([
      { seq: 1, atMs: 7, level: 'warn', message: 'first | second' },
      { seq: 2, atMs: 7, level: 'debug', message: 'third' },
      { seq: 3, atMs: 9, level: 'info', message: 'new' },
    ]);
  });

  it('is empty where there is no file, and leaves out what is no line', async () => {
    expect(readLogFile(join(await makeTempDir(), 'none.log'))).toEqual([]);
    expect(parseLog('nonsense\n\n2026-13-99 warn  x\n1970-01-01T00:00:00.001Z loud x\n')).toEqual([]);
  });
});
