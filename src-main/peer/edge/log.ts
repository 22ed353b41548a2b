// Where the parts of the peer write what happened.
import type { LogLevel } from '../../../src-shared/peer-event.ts';

export type Log = (level: LogLevel, message: string) => void;

/** The same with each warning once, for what is tried again and again. */
export function warnOnce(log: Log): Log {
  const warned = new Set<string>();
  return (level, message) => {
    if (level === 'warn' && warned.has(message)) return;
    if (level === 'warn') warned.add(message);
    log(level, message);
  };
}
