import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isNetworkDrive, isNetworkFsType, isUncPath } from './watch-network-drive.ts';

describe('isNetworkFsType', () => {
  it.each([
    ['ext4', 0xef53, false],
    ['btrfs', 0x9123683e, false],
    ['tmpfs', 0x01021994, false],
    ['FUSE', 0x65735546, false],
    ['NFS', 0x6969, true],
    ['CIFS', 0xff534d42, true],
    ['CIFS, negative', 0xff534d42 - 2 ** 32, true],
    ['SMB2', 0xfe534d42, true],
    ['9P', 0x01021997, true],
  ])('%s: %d is %s', (_name, type, expected) => {
    expect(isNetworkFsType(type)).toBe(expected);
  });
});

describe('isUncPath', () => {
  it.each([
    ['\\\\nas\\games', true],
    ['//nas/games', true],
    ['\\\\?\\UNC\\nas\\games', true],
    ['\\\\?\\C:\\games', false],
    ['\\\\.\\C:', false],
    ['C:\\games', false],
    ['\\games', false],
    ['/games', false],
  ])('%s: %s', (path, expected) => {
    expect(isUncPath(path)).toBe(expected);
  });
});

describe('isNetworkDrive', () => {
  it('is false for a local folder and for one that is not there', async () => {
    expect(await isNetworkDrive(tmpdir())).toBe(false);
    expect(await isNetworkDrive('/nowhere/at/all')).toBe(false);
  });
});
