// Where Windows keeps the programs that belong to it.
import { win32 } from 'node:path';

/** By its full path: a program of the same name in a games folder is not meant. */
export const systemProgram = (name: string): string =>
  win32.join(process.env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', name);
