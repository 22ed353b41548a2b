// Which failure becomes which code, and that each says what to do.
import { expect, test } from 'vitest';
import { PeerError } from '../../src-shared/peer-error.ts';
import { diskFull, readFailure, unsafeArchivePath, writeFailure } from './archive-error.ts';
import { sizeInWords } from './size-text.ts';

const failure = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });

test.each([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EACCES', 'permission-denied'],
  ['EPERM', 'permission-denied'],
  ['EROFS', 'permission-denied'],
  ['EFBIG', 'disk-error'],
  ['EIO', 'disk-error'],
  ['EEXIST', 'disk-error'],
  ['ENOENT', 'disk-error'],
])('writing: %s → %s', (errno, code) => {
  const cause = failure(errno);
  expect(writeFailure('data/big.pak', cause)).toMatchObject({ code, hint: expect.any(String), cause });
  expect(writeFailure('data/big.pak', cause).message).toContain('data/big.pak');
});

test.each([
  ['ENOENT', 'archive-missing'],
  ['EISDIR', 'archive-corrupt'],
  ['EACCES', 'permission-denied'],
  ['EIO', 'disk-error'],
])('reading: %s → %s', (errno, code) => {
  expect(readFailure('game.eti', failure(errno))).toMatchObject({ code, hint: expect.any(String) });
});

test('an error that has its code already keeps it', () => {
  const error = new PeerError('cancelled', 'Unpacking was cancelled.');
  expect(readFailure('game.eti', error)).toBe(error);
  expect(writeFailure('f', error)).toBe(error);
});

test('a full disk is told in sizes that people read', () => {
  const { message, hint } = diskFull(12.5 * 1024 ** 3, 3 * 1024 ** 3);
  expect(message).toBe('Unpacking needs 12.5 GiB, and 3.0 GiB are free on this disk.');
  expect(hint).toContain('9.5 GiB');
});

test('a hostile name is shortened and made visible', () => {
  const { message } = unsafeArchivePath('game.eti', `\u001b[2J${'x'.repeat(500)}`, 'has a control character in it');
  expect(message).toContain('\\u001b');
  expect(message.length).toBeLessThan(200);
});

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1023, '1023 bytes'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [150 * 1024 ** 2, '150 MiB'],
  [4.25 * 1024 ** 3, '4.3 GiB'],
  [2 ** 60, '1024 PiB'],
])('%i bytes are %s', (bytes, words) => {
  expect(sizeInWords(bytes)).toBe(words);
});
