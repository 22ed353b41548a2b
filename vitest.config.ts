import { defineConfig } from 'vitest/config';

// Forks, not threads: the QUIC binding must not be loaded by more than two threads of one process.
export default defineConfig({
  test: {
    include: ['src-*/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'e2e/scenarios/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 20_000,
    restoreMocks: true,
  },
});
