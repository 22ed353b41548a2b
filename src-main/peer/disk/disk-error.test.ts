import { expect, test } from 'vitest';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { toDiskError } from './disk-error.ts';
import { realDisk } from './real-disk.ts';

test.each([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EACCES', 'permission-denied'],
  ['EPERM', 'permission-denied'],
  ['EROFS', 'permission-denied'],
  ['EBUSY', 'file-locked'],
  ['EIO', 'disk-error'],
  ['ENOENT', 'disk-error'],
])('%s is %s', (code, expected) => {
  const cause = Object.assign(new Error(`${code}: reason, open '/games/x'`), { code, path: '/games/x' });
  const error = toDiskError(cause, 'unpack quake');
  expect(error).toMatchObject({ code: expected, cause });
  expect(error.message).toMatch(/^Could not unpack quake: .* \(\/games\/x\)\.$/);
  expect(error.message).not.toContain("open '");
  expect(error.hint).toMatch(/\.$/);
});

test('a file too large for the file system asks for another disk, whoever wrote it', () => {
  const cause = Object.assign(new Error('EFBIG: file too large, ftruncate'), { code: 'EFBIG', path: '/games/x.eti' });
  expect(toDiskError(cause, 'download quake')).toMatchObject({
    code: 'disk-error',
    message: "/games/x.eti is too large for this disk's file system.",
    hint: 'Choose a games folder on a disk with NTFS, exFAT or ext4.',
    cause,
  });
});

test('a real failure names the path once', async () => {
  const thrown: unknown = await realDisk.readText('/nowhere/at/all').catch((error: unknown) => error);
  expect(toDiskError(thrown, 'read it').message).toBe(
    'Could not read it: ENOENT: no such file or directory (/nowhere/at/all).',
  );
});

test('what has a code already stays, what is no failure of the system is internal', () => {
  const known = new PeerError('archive-corrupt', 'It is damaged.');
  expect(toDiskError(known, 'unpack')).toBe(known);
  expect(toDiskError(new TypeError('x is no function'), 'unpack')).toMatchObject({ code: 'internal' });
  expect(toDiskError('text', 'unpack').message).toBe('Could not unpack: text');
});
