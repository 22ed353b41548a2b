import { statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** The sweeps sync thousands of small files, which costs minutes on a disk and nothing in memory. */
const memoryDir = '/dev/shm';
const neededBytes = 2 * 2 ** 30;

function hasRoom(dir: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize > neededBytes;
  } catch {
    return false;
  }
}

if (process.platform === 'linux' && hasRoom(memoryDir)) process.env['TMPDIR'] = memoryDir;

// Forks, not threads: the QUIC binding must not be loaded by more than two threads of one process.
export default defineConfig({
  test: {
    include: ['src-*/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'e2e/**/*.test.ts'],
    pool: 'forks',
    // Most of the time goes into waiting for other processes, so one more worker than a small machine has cores.
    maxWorkers: 3,
    testTimeout: 30_000,
    // The default of one second is less than a loaded machine may need to start a process.
    expect: { poll: { timeout: 20_000 } },
    restoreMocks: true,
  },
});
