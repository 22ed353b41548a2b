import { expect, it } from 'vitest';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { holdClock } from '../edge/testing/held-clock.ts';
import { createPiecePicker } from '../rules/piece-picker.ts';
import { PieceSet } from '../rules/piece-set.ts';
import { createSourceRates } from '../rules/source-rates.ts';
import { createSourcePool, type PoolOptions } from './source-pool.ts';

it.each([
  ['whose list is refused, once', new PeerError('bad-manifest', 'refused'), 1],
  ['that does not answer, once a second', new Error('no answer'), 3],
])('asks one %s', async (_what, error, expected) => {
  const { clock, passInTurns } = holdClock();
  let asked = 0;
  const pool = createSourcePool({
    registry: {
      sources: () => ['a'],
      partials: () => [],
      manifestId: () => null,
      banned: () => [],
      isBlocked: () => false,
      name: (peerId: string) => peerId,
    },
    gameId: 'quux',
    version: '20240101',
    files: [],
    pieces: [],
    swarm: true,
    random: Math.random,
    hashes: () => ({ manifestId: '1', ofPiece: [] }),
    pieceBytes: 4,
    picker: createPiecePicker(new PieceSet(0), Math.random, 'own'),
    askFiles: async () => {
      asked += 1;
      throw error;
    },
    rates: createSourceRates(clock.nowMs),
    clock,
    log: () => {},
    signal: new AbortController().signal,
  } as unknown as PoolOptions);
  for (let ticks = 0; ticks <= 10; ticks++) {
    pool.refresh();
    await new Promise((resolve) => void setImmediate(resolve));
    await passInTurns(250);
  }
  expect(asked).toBe(expected);
  await pool.stop();
});
