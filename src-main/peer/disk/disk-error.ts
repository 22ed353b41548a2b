// Turns what the operating system reports into a failure that a person can act on.
import { PeerError } from '../../../src-shared/peer-error.ts';
import { errorCodeOf, errorPathOf } from './error-code.ts';

/**
 * `what` says what was being done, to follow "could not": `unpack quake`. A PeerError passes unchanged; every other
 * failure of the system becomes `disk-full`, `permission-denied`, `file-locked` or `disk-error` with the file's path and a
 * hint. What no system call reported is `internal`.
 */
export function toDiskError(error: unknown, what: string): PeerError {
  if (error instanceof PeerError) return error;
  const path = errorPathOf(error);
  const where = path === null ? '' : ` (${path})`;
  const fail = (code: 'disk-full' | 'permission-denied' | 'file-locked' | 'disk-error', why: string, hint: string) =>
    new PeerError(code, `Could not ${what}: ${why}${where}.`, hint, { cause: error });

  switch (errorCodeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('disk-full', 'the disk is full', 'Free some space, then try again.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return fail(
        'permission-denied',
        'the system does not allow it',
        'Check that the folder is not write-protected and that no program uses it, then try again.',
      );
    case 'EBUSY':
      return fail('file-locked', 'another program uses the file', 'Close the game and its tools, then try again.');
    case 'EFBIG':
      return tooLargeForDisk(path ?? 'A file', error);
    case null:
      return new PeerError('internal', `Could not ${what}: ${messageOf(error)}`, undefined, { cause: error });
    default:
      return fail('disk-error', withoutPath(messageOf(error)), 'Check the disk and its cable, then try again.');
  }
}

/** The file system has an end to its files' sizes, as FAT32 at 4 GiB. */
export const tooLargeForDisk = (path: string, cause: unknown): PeerError =>
  new PeerError(
    'disk-error',
    `${path} is too large for this disk's file system.`,
    'Choose a games folder on a disk with NTFS, exFAT or ext4.',
    { cause },
  );

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Node ends its messages with the call and the path, which the sentence already names. */
const withoutPath = (message: string) => message.replace(/, \w+ '.*$/s, '');
