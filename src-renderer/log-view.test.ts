import { describe, expect, it } from 'vitest';
import type { LogLine } from '../src-shared/log-line.ts';
import { archiveName, describeRun, filterLines, filterRuns, linesToText, mergeLines, runsToText } from './log-view.ts';
import { standInLog, standInRuns } from './testing/stand-in-logs.ts';

const line = (seq: number, change: Partial<LogLine> = {}): LogLine => ({
  seq,
  atMs: 0,
  level: 'info',
  message: String(seq),
  ...change,
});
const seqs = (lines: readonly LogLine[]) => lines.map(({ seq }) => seq);

describe('mergeLines', () => {
  it('goes on after what is known, and is the same when there is nothing new', () => {
    const known = [line(1), line(2)];
    expect(seqs(mergeLines(known, [line(3)]))).toEqual([1, 2, 3]);
    expect(mergeLines(known, [])).toBe(known);
  });

  it('begins anew with a host that was started anew', () => {
    expect(seqs(mergeLines([line(7), line(8)], [line(1), line(2)]))).toEqual([1, 2]);
  });

  it('grows no further than the host keeps', () => {
    const known = Array.from({ length: 4000 }, (_, index) => line(index + 1));
    const merged = mergeLines(known, [line(4001)]);
    expect([merged.length, merged[0]?.seq, merged.at(-1)?.seq]).toEqual([4000, 2, 4001]);
  });
});

it('shows a level and what is worse', () => {
  const lines = (['debug', 'info', 'warn', 'error'] as const).map((level, index) => line(index, { level }));
  expect(seqs(filterLines(lines, 'debug'))).toEqual([0, 1, 2, 3]);
  expect(seqs(filterLines(lines, 'warn'))).toEqual([2, 3]);
  expect(seqs(filterLines(lines, 'error'))).toEqual([3]);
});

it('copies lines with their full time', () => {
  expect(linesToText([line(1), line(2, { level: 'error', message: 'no' })])).toBe(
    '1970-01-01T00:00:00.000Z info  1\n1970-01-01T00:00:00.000Z error no',
  );
  expect(linesToText(standInLog()).split('\n')).toHaveLength(60);
});

describe('filterRuns', () => {
  const runs = standInRuns();
  const names = (search: string, errorsOnly = false) => filterRuns(runs, search, errorsOnly).map(archiveName);

  it('finds archives and messages in any case', () => {
    expect(names('')).toHaveLength(4);
    expect(names(' XONO')).toEqual(['xonotic.eti']);
    expect(names('checksum')).toEqual(['frozen-bubble.eti']);
    expect(names('none')).toEqual([]);
  });

  it('shows failures alone', () => expect(names('', true)).toEqual(['frozen-bubble.eti']));
});

it('reads as one sentence for each run', () => {
  const [first, failed] = standInRuns();
  expect(first && describeRun(first)).toBe('Unpacked here · 1,284 files · 1.4 GB · 21.4 s');
  expect(failed && describeRun(failed)).toBe('Unpacked here · 19 MB · 0.9 s');
  expect(runsToText(standInRuns()).split('\n')[1]).toContain('failed (archive-corrupt): The archive');
  expect(archiveName({ archive: 'D:\\Games\\a\\a.eti' } as never)).toBe('a.eti');
});
