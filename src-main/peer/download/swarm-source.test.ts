import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { holdClock } from '../edge/testing/held-clock.ts';
import { createPiecePicker } from '../rules/piece-picker.ts';
import { PieceSet } from '../rules/piece-set.ts';
import type { PieceStage } from '../rules/piece-stage.ts';
import { cutIntoPieces } from '../rules/pieces.ts';
import type { Connection } from '../transport/transport.ts';
import type { ReceiveRequest } from './receive-piece.ts';
import { startSource } from './swarm-source.ts';

/** One source that is asked for two pieces and whose answers the test gives. */
async function startOne() {
  const { clock, passInTurns } = holdClock();
  const pieces = cutIntoPieces([{ path: 'a', size: 8 }], 4);
  const picker = createPiecePicker(new PieceSet(2), () => 0, 'own');
  picker.setSource('seed', PieceSet.full(2), 'complete');
  const requests: Omit<ReceiveRequest, 'from'>[] = [];
  const failures: string[] = [];
  const stop = new AbortController();
  const connection = { closed: new Promise(() => {}), close: async () => undefined } as unknown as Connection;
  const source = startSource({
    peerId: 'seed',
    picker,
    pieces,
    dial: async () => ({ connection, lane: 'tls' }),
    receive: (request) =>
      new Promise((_resolve, reject) => {
        requests.push(request);
        request.signal.addEventListener('abort', () => reject(request.signal.reason as Error));
      }),
    window: () => 8,
    takeDuplicate: () => null,
    onChange: () => {},
    onBusy: () => {},
    onLine: () => {},
    onFailure: (error) => void failures.push(String(error)),
    clock,
    signal: stop.signal,
  });
  onTestFinished(async () => {
    stop.abort();
    await source.ended;
  });
  await turn();
  const [first, second] = requests;
  if (first === undefined || second === undefined) throw new Error('it was not asked for both pieces');
  return { first, second, failures, passInTurns };
}

it('loses its requests after five seconds without a byte', async () => {
  const { first, failures, passInTurns } = await startOne();
  await passInTurns(4000);
  first.onBytes();
  await passInTurns(5000);
  expect(failures).toEqual([]);
  await passInTurns(1000);
  expect(failures).toEqual([expect.stringContaining('nothing for five seconds')]);
});

it.each<PieceStage>(['limited', 'no-room', 'writing'])('is not to blame for a pause of this PC: %s', async (stage) => {
  const { first, second, failures, passInTurns } = await startOne();
  first.onStage(stage);
  await passInTurns(60_000);
  expect(failures).toEqual([]);
  // It has five seconds from then on.
  first.onStage('reading');
  second.onStage('asked');
  await passInTurns(5000);
  expect(failures).toEqual([]);
  await passInTurns(1000);
  expect(failures).toHaveLength(1);
});

it('is to blame when its own silent piece is what fills the memory', async () => {
  const { first, second, failures, passInTurns } = await startOne();
  first.onStage('reading');
  second.onStage('no-room');
  await passInTurns(6000);
  expect(failures).toHaveLength(1);
});
