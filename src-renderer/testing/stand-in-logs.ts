// What the stand-in's logs say.
import type { LogLine } from '../../src-shared/log-line.ts';
import type { LogLevel } from '../../src-shared/peer-event.ts';
import type { UnpackRun } from '../../src-shared/unpack-run.ts';

const beganMs = Date.UTC(2026, 10, 27, 18, 30);

const said: readonly (readonly [LogLevel, string])[] = [
  ['debug', 'mDNS uses eth0 (192.168.178.20)'],
  ['info', 'full scan: the games folder was opened'],
  ['info', 'alice is not reached over the TLS lane, QUIC is used: Error: connect ETIMEDOUT 192.168.178.21:47000'],
  ['warn', 'cannot read openra: Error: EACCES: permission denied, open /home/robin/Games/openra/version.ini'],
  ['debug', 'pieces of Chiara: PeerError: The request was not answered in time.'],
  ['info', 'dmitri failed as a source of 0ad: PeerError: The connection was closed.'],
  ['error', 'The archive frozen-bubble.eti is damaged.'],
];

/** Enough to scroll. */
export function standInLog(): LogLine[] {
  return Array.from({ length: 60 }, (_, index) => {
    const [level, message] = said[index % said.length] as (typeof said)[number];
    return { seq: index + 1, atMs: beganMs + index * 3700, level, message };
  });
}

export function standInRuns(): UnpackRun[] {
  const run = (minutes: number, game: string, change: Partial<UnpackRun> = {}): UnpackRun => ({
    startedMs: beganMs + minutes * 60_000,
    archive: `/home/robin/Games/${game}/${game}.eti`,
    kind: 'unpack',
    files: 1284,
    bytes: 1_380_000_000,
    durationMs: 21_400,
    outcome: { kind: 'ok' },
    ...change,
  });
  const message = 'The archive frozen-bubble.eti is damaged: the checksum of data/levels.pak is wrong.';
  return [
    run(42, 'unvanquished'),
    run(31, 'frozen-bubble', {
      files: null,
      bytes: 18_700_000,
      durationMs: 940,
      outcome: { kind: 'failed', code: 'archive-corrupt', message },
    }),
    run(12, 'openra', { kind: 'stream', files: 340, bytes: 51_000_000, durationMs: 3200 }),
    run(4, 'xonotic', { files: null, bytes: 410_000_000, durationMs: 7100, outcome: { kind: 'cancelled' } }),
  ];
}
