// Replaces a small file so that a crash at any moment leaves either the old or the new text.
import { dirname } from 'node:path';
import type { Disk } from './disk.ts';

/** One writer per path at a time. Failures are the disk's own; a temporary file left by a crash is overwritten. */
export async function writeFileAtomic(disk: Disk, path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await disk.writeText(temporary, text);
    await disk.syncFile(temporary);
    await disk.rename(temporary, path);
  } catch (error) {
    // The failure to report is the first one, not that of tidying up after it.
    await disk.removeFile(temporary).catch(() => undefined);
    throw error;
  }
  await disk.syncDir(dirname(path));
}
