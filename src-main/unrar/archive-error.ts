// Every way in which an archive is refused or cannot be unpacked, with what to do about it.
import { PeerError } from '../../src-shared/peer-error.ts';
import { tooLargeForDisk } from '../peer/disk/disk-error.ts';
import { sizeInWords } from './size-text.ts';

const askPacker = 'Ask the person who packed the game';

/** `archive` is a file's name without its folder; `problem` ends the sentence that begins with it. */
export function corruptArchive(archive: string, problem: string): PeerError {
  return new PeerError(
    'archive-corrupt',
    `${archive} ${problem}.`,
    `Verify the game's files or fetch it again. If that does not help, ${lowerFirst(askPacker)} for a good copy.`,
  );
}

export function wrongEntrySize(archive: string, path: string, how: 'more' | 'fewer'): PeerError {
  return corruptArchive(archive, `holds ${how} bytes for ${path} than it says`);
}

export function encryptedArchive(archive: string): PeerError {
  return new PeerError(
    'archive-encrypted',
    `${archive} is protected by a password.`,
    `${askPacker} to pack it again without a password.`,
  );
}

export function unsupportedArchive(archive: string, problem: string, how: string): PeerError {
  return new PeerError('archive-unsupported', `${archive} ${problem}.`, `${askPacker} to ${how}.`);
}

export function unsafeArchivePath(archive: string, entry: string, problem: string): PeerError {
  return new PeerError(
    'archive-unsafe-path',
    `${archive} is refused: ${quote(entry)} ${problem}.`,
    `${askPacker} to rename it and to pack the game again.`,
  );
}

export function archiveLink(archive: string, entry: string, link: string): PeerError {
  return new PeerError(
    'archive-link',
    `${archive} is refused: ${quote(entry)} is ${link}.`,
    `${askPacker} to pack it again with real files in place of links.`,
  );
}

export function missingVolume(archive: string, volume: string): PeerError {
  return new PeerError(
    'archive-missing-volume',
    `${volume} is missing; ${archive} goes on in it.`,
    `Put ${volume} beside it, or fetch the game again.`,
  );
}

export function missingArchive(archive: string): PeerError {
  return new PeerError('archive-missing', `${archive} is not there.`, "Verify the game's files or fetch it again.");
}

export function diskFull(neededBytes: number, freeBytes: number): PeerError {
  return new PeerError(
    'disk-full',
    `Unpacking needs ${sizeInWords(neededBytes)}, and ${sizeInWords(freeBytes)} are free on this disk.`,
    `Free at least ${sizeInWords(neededBytes - freeBytes)} or choose a games folder on another disk.`,
  );
}

export function cancelledUnpacking(): PeerError {
  return new PeerError('cancelled', 'Unpacking was cancelled.');
}

export function unpackerCrashed(message: string): PeerError {
  return new PeerError('unpacker-crashed', message, 'Try again. If it happens again, restart lanspread.');
}

const errnoOf = (thrown: unknown): string | null =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;

/** A failed read of the archive, from Node's error. */
export function readFailure(archive: string, thrown: unknown): PeerError {
  if (thrown instanceof PeerError) return thrown;
  const errno = errnoOf(thrown);
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return missingArchive(archive);
  if (errno === 'EISDIR') return corruptArchive(archive, 'is a folder, not an archive');
  return diskFailure(`${archive} cannot be read`, errno, thrown);
}

/** A failed write of an unpacked file or folder, from Node's error. */
export function writeFailure(path: string, thrown: unknown): PeerError {
  if (thrown instanceof PeerError) return thrown;
  const errno = errnoOf(thrown);
  if (errno === 'ENOSPC' || errno === 'EDQUOT') {
    return new PeerError(
      'disk-full',
      `The disk is full: ${path} could not be written whole.`,
      'Free some space, or choose a games folder on another disk, and try again.',
      { cause: thrown },
    );
  }
  if (errno === 'EFBIG') return tooLargeForDisk(path, thrown);
  return diskFailure(`${path} cannot be written`, errno, thrown);
}

function diskFailure(sentence: string, errno: string | null, thrown: unknown): PeerError {
  const cause = { cause: thrown };
  if (errno === 'EACCES' || errno === 'EPERM' || errno === 'EROFS') {
    const hint = 'Check that you may read and write in the games folder and that no virus scanner locks it.';
    return new PeerError('permission-denied', `${sentence}: the system does not permit it.`, hint, cause);
  }
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new PeerError('disk-error', `${sentence}: ${detail}`, 'Check the disk and try again.', cause);
}

/** Shortened, and with control characters made visible, because a hostile name ends up on the screen. */
function quote(entry: string): string {
  return JSON.stringify(entry.length > 80 ? `${entry.slice(0, 80)}…` : entry);
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
