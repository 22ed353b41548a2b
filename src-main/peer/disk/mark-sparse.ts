// Windows fills a file with zeros up to the first byte written far behind its end, unless it is marked sparse.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { systemProgram } from '../edge/system-program.ts';

/** Starts a program and resolves when it has ended well. */
export type RunProgram = (program: string, args: string[]) => Promise<unknown>;

/** Smaller ones are filled sooner than a program is started. */
export const minSparseBytes = 256 * 2 ** 20;
const patienceMs = 5000;

const run: RunProgram = (program, args) =>
  promisify(execFile)(program, args, { timeout: patienceMs, windowsHide: true });

/** By the system's own tool, which needs no rights. A volume that cannot do it only costs time, so a failure is none. */
export async function markSparse(file: string, runProgram: RunProgram = run): Promise<void> {
  await runProgram(systemProgram('fsutil.exe'), ['sparse', 'setflag', file]).catch(() => undefined);
}
