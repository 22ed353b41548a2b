// Checks for room before work begins that would fill the disk.
import { PeerError } from '../../../src-shared/peer-error.ts';
import { spaceMarginBytes } from '../../../src-shared/space-margin.ts';
import type { Disk } from './disk.ts';

/** What is there and what it takes, with a margin. */
export interface SpaceShortage {
  neededBytes: number;
  freeBytes: number;
  missingBytes: number;
}

/** Throws `disk-full` with both numbers in words. `what` follows "needed to": `install quake`. `path` must exist. */
export async function requireFreeSpace(disk: Disk, path: string, neededBytes: number, what: string): Promise<void> {
  const shortage = await findShortage(disk, path, neededBytes);
  if (shortage === null) return;
  const missing = bytesInWords(shortage.missingBytes);
  throw diskFullError(shortage, what, `Free at least ${missing} on the disk of ${path}, then try again.`);
}

/** null when there is room for this many bytes. `path` must exist. */
export async function findShortage(disk: Disk, path: string, bytes: number): Promise<SpaceShortage | null> {
  const neededBytes = bytes + spaceMarginBytes;
  const freeBytes = await disk.freeBytes(path);
  return freeBytes >= neededBytes ? null : { neededBytes, freeBytes, missingBytes: neededBytes - freeBytes };
}

/** `what` as above. */
export function diskFullError({ neededBytes, freeBytes }: SpaceShortage, what: string, hint: string): PeerError {
  const [needed, free] = [bytesInWords(neededBytes), bytesInWords(freeBytes)];
  return new PeerError('disk-full', `${needed} of free space are needed to ${what}, but only ${free} are free.`, hint);
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
