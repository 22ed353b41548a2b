import { expect, test } from 'vitest';
import { bytesInWords, requireFreeSpace } from './free-space.ts';
import { realDisk } from './real-disk.ts';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [9_940, '9.9 kB'],
  [12_300, '12 kB'],
  [999_400, '999 kB'],
  [999_600, '1.0 MB'],
  [12_300_000_000, '12 GB'],
  [5e15, '5000 TB'],
])('%i bytes are %s', (bytes, words) => {
  expect(bytesInWords(bytes)).toBe(words);
});

test('asks for a margin beyond what is needed', async () => {
  const margin = 64 * 2 ** 20;
  const disk = { ...realDisk, freeBytes: async () => 1_000_000 + margin };
  await requireFreeSpace(disk, '/games', 1_000_000, 'install quake');
  await expect(requireFreeSpace(disk, '/games', 1_000_001, 'install quake')).rejects.toMatchObject({
    code: 'disk-full',
    message: '68 MB of free space are needed to install quake, but only 68 MB are free.',
  });
});
