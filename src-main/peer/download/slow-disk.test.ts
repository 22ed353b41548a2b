import { expect, it, onTestFinished } from 'vitest';
import { createRateLimiter } from '../edge/rate-limiter.ts';
import { holdClock } from '../edge/testing/held-clock.ts';
import { createFrameReader, encodeMessage } from '../protocol/framing.ts';
import { createPiecePicker } from '../rules/piece-picker.ts';
import { PieceSet } from '../rules/piece-set.ts';
import { cutIntoPieces } from '../rules/pieces.ts';
import { MemoryNetwork } from '../transport/memory.ts';
import type { ByteStream } from '../transport/transport.ts';
import { createProgressTracker } from './progress.ts';
import { gameId, never, version } from './testing/download-fixture.ts';
import { startTransfer } from './transfer.ts';

const pieceBytes = 2 ** 20;
const files = [{ path: 'a.eti', size: 12 * pieceBytes }];
const manifestId = 'a'.repeat(64);

async function answer(stream: ByteStream): Promise<void> {
  const asked = (await createFrameReader(stream).message(4096)) as { length: number };
  await stream.write(encodeMessage({ ok: true, length: asked.length }));
  await stream.write(new Uint8Array(asked.length));
  await stream.end();
}

/** A source that sends at once; counts how often it was dialled. */
async function startSeed() {
  const network = new MemoryNetwork();
  const [here, there] = [network.createTransport(), network.createTransport()];
  const listener = await there.listen((connection) => connection.onStream((stream) => void answer(stream)));
  let dials = 0;
  onTestFinished(async () => {
    await Promise.all([here.stop(), there.stop()]);
  });
  const dialBulk = async (_peerId: string, signal: AbortSignal) => {
    dials += 1;
    return { connection: await here.connect(listener.address, signal), lane: 'tls' as const };
  };
  return { room: { dialBulk, open: () => Promise.reject(new Error('nobody follows')) }, dials: () => dials };
}

/** A download whose disk takes nothing until it is let go. */
async function startOnSlowDisk() {
  const { room, dials } = await startSeed();
  const held = holdClock();
  const { clock } = held;
  const pieces = cutIntoPieces(files, pieceBytes);
  const disk = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const sources = new Set(['seed']);
  const waits: (string | null)[] = [];
  const progress = createProgressTracker({ gameId, clock, nameOf: String, onProgress: () => {} });
  onTestFinished(progress.stop);
  const transfer = startTransfer({
    gameId,
    version,
    files,
    pieces,
    pieceBytes,
    picker: createPiecePicker(new PieceSet(pieces.length), () => 0, 'own'),
    registry: {
      sources: () => [...sources],
      partials: () => [],
      manifestId: () => manifestId,
      banned: () => [],
      isBlocked: () => false,
      name: String,
    },
    swarm: false,
    random: () => 0,
    hashes: () => null,
    askFiles: async () => files,
    room,
    limiter: createRateLimiter(clock),
    write: async () => {
      begun.resolve();
      await disk.promise;
    },
    onWrongPiece: () => {},
    watchGame: () => () => {},
    onWaiting: (reason) => void waits.push(reason),
    progress,
    clock,
    log: () => {},
    signal: never,
  });
  onTestFinished(transfer.stop);
  await begun.promise;
  return { held, transfer, disk, sources, waits, dials };
}

it('takes a disk that is slow to write for no trouble of its sources', async () => {
  const { held, transfer, disk, waits, dials } = await startOnSlowDisk();
  await held.passInTurns(20_000);
  disk.resolve();
  await transfer.done;
  expect({ waits, dials: dials() }).toEqual({ waits: [], dials: 1 });
});

it('waits for nobody while something is still being written', async () => {
  const { held, disk, sources, waits } = await startOnSlowDisk();
  sources.clear();
  await held.passInTurns(20_000);
  expect(waits).toEqual([]);
  disk.resolve();
  await new Promise((resolve) => void setImmediate(resolve));
  await held.passInTurns(2000);
  expect(waits).toEqual([expect.stringContaining('Nobody here has the rest now')]);
});
