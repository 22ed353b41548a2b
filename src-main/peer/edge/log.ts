// Where the parts of the peer write what happened.
import type { LogLevel } from '../../../src-shared/peer-event.ts';

export type Log = (level: LogLevel, message: string) => void;
