// The program's own log: one line per event, in a file that stays small.
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from '../peer/edge/log.ts';

/** Two files of this size at most: the present one and the one before it, `<path>.old`. */
const maxBytes = 2 * 2 ** 20;

/** Writes at once, so that the last line before a crash is there. Never throws: a full disk must not end the program. */
export function openLogFile(path: string, now: () => Date = () => new Date()): Log {
  let size = startSize(path);
  return (level, message) => {
    const line = `${now().toISOString()} ${level.padEnd(5)} ${message.trim().replaceAll(/\s*\n\s*/g, ' | ')}\n`;
    try {
      if (size > maxBytes) {
        renameSync(path, `${path}.old`);
        size = 0;
      }
      appendFileSync(path, line);
      size += Buffer.byteLength(line);
    } catch {
      // Nothing is left to tell it to.
    }
  };
}

function startSize(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return statSync(path).size;
  } catch {
    return 0;
  }
}
