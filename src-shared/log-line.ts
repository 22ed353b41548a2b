// One line of the application log as a window shows it.
import type { LogLevel } from './peer-event.ts';

export interface LogLine {
  /** Counts up by one from line to line in one run of the program. */
  seq: number;
  /** Milliseconds since the epoch. */
  atMs: number;
  level: LogLevel;
  message: string;
}
