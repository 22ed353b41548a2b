// Checks for room before work begins that would fill the disk.
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Disk } from './disk.ts';

/** Left free beyond what was asked for: other programs need some too. */
const marginBytes = 64 * 2 ** 20;

/** Throws `disk-full` with both numbers in words. `what` follows "needed to": `install quake`. `path` must exist. */
export async function requireFreeSpace(disk: Disk, path: string, neededBytes: number, what: string): Promise<void> {
  const needed = neededBytes + marginBytes;
  const free = await disk.freeBytes(path);
  if (free >= needed) return;
  throw new PeerError(
    'disk-full',
    `${bytesInWords(needed)} of free space are needed to ${what}, but only ${bytesInWords(free)} are free.`,
    `Free at least ${bytesInWords(needed - free)} on the disk of ${path}, then try again.`,
  );
}

/** Decimal units, as file managers show them: `12.3 GB`. */
export function bytesInWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
