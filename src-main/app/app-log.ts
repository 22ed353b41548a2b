// The application log of one state folder: lines in memory for windows, and in a file that outlives a crash.
import { join } from 'node:path';
import type { Log } from '../peer/edge/log.ts';
import { logName, logsDirName } from '../peer/disk/names.ts';
import { openLogFile } from './log-file.ts';
import { createLogTail, readLogFile, type LogTail } from './log-tail.ts';

export interface AppLog {
  write: Log;
  /** Begins with what earlier runs wrote. */
  tail: LogTail;
}

export function openAppLog(stateDir: string): AppLog {
  const file = join(stateDir, logsDirName, logName);
  const tail = createLogTail(readLogFile(file));
  const writeLine = openLogFile(file);
  const write: Log = (level, message) => {
    writeLine(level, message);
    tail.log(level, message);
  };
  return { write, tail };
}
