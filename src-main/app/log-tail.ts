// The last lines of the application log in memory, for windows that follow it and for diagnostics.
import { readFileSync } from 'node:fs';
import type { LogLine } from '../../src-shared/log-line.ts';
import type { LogLevel } from '../../src-shared/peer-event.ts';
import type { Log } from '../peer/edge/log.ts';

export const keptLines = 4000;
const longestMessage = 2000;

export interface LogTail {
  log: Log;
  /** The kept lines after the one with this number, oldest first; all after a number that this run has not reached. */
  read: (afterSeq: number) => LogLine[];
  /** Lines up to this number are of an earlier run. */
  earlierCount: number;
}

/** `earlier`: what an earlier run wrote, oldest first. */
export function createLogTail(
  earlier: readonly Omit<LogLine, 'seq'>[] = [],
  nowMs: () => number = () => Date.now(),
): LogTail {
  let lines: LogLine[] = [];
  let seq = 0;
  const add = (line: Omit<LogLine, 'seq'>) => {
    seq += 1;
    lines.push({ ...line, seq });
    // Twice the length is kept for a while, so that not every line moves all others.
    if (lines.length >= keptLines * 2) lines = lines.slice(-keptLines);
  };
  earlier.slice(-keptLines).forEach(add);
  return {
    log: (level, message) => add({ atMs: nowMs(), level, message: message.trim().slice(0, longestMessage) }),
    read: (afterSeq) => {
      const wanted = Math.min(keptLines, afterSeq > seq ? seq : seq - afterSeq);
      return wanted === 0 ? [] : lines.slice(-wanted);
    },
    earlierCount: Math.min(earlier.length, keptLines),
  };
}

const linePattern = /^(\S+) (debug|info|warn|error) +(.*)$/;

/** The lines of a file that `openLogFile` wrote; none where it cannot be read. What is no line is left out. */
export function readLogFile(path: string): Omit<LogLine, 'seq'>[] {
  try {
    return parseLog(readFileSync(path, 'utf8'));
  } catch {
    return [];
  }
}

export function parseLog(text: string): Omit<LogLine, 'seq'>[] {
  return text.split('\n').flatMap((line) => {
    const [, at = '', level, message = ''] = linePattern.exec(line) ?? [];
    const atMs = Date.parse(at);
    return level === undefined || Number.isNaN(atMs) ? [] : [{ atMs, level: level as LogLevel, message }];
  });
}
