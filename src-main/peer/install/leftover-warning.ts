// A deletion that counts as done while files of it are left: told, not thrown.
import type { ErrorData } from '../../../src-shared/peer-error.ts';
import { toErrorData } from '../../../src-shared/peer-error.ts';
import { toDiskError } from '../disk/disk-error.ts';
import type { Log } from '../edge/log.ts';

/** `what` as in `toDiskError`. */
export function leftoverWarning(error: unknown, what: string, log: Log): ErrorData {
  const hint = 'The rest is deleted at the next start.';
  const warning = { ...toErrorData(toDiskError(error, what)), hint };
  log('warn', `${warning.message} ${hint}`);
  return warning;
}
