import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdClock } from '../edge/testing/held-clock.ts';
import { createFrameReader, encodeMessage } from '../protocol/framing.ts';
import { maxRequestBytes, streamSilenceMs } from '../protocol/limits.ts';
import { encodeControl } from '../protocol/stream-frames.ts';
import { MemoryNetwork } from '../transport/memory.ts';
import type { ByteStream } from '../transport/transport.ts';
import { openInstallStream } from './open-install-stream.ts';

let network: MemoryNetwork;
let transport: ReturnType<MemoryNetwork['createTransport']>;
beforeEach(() => {
  network = new MemoryNetwork();
  transport = network.createTransport();
});
afterEach(async () => transport.stop());

/** A peer that answers with a head and leaves the rest to the test; its connection is dialled like one for bulk bytes. */
async function openWith(signal: AbortSignal) {
  const held = holdClock();
  const asked = Promise.withResolvers<{ request: unknown; stream: ByteStream }>();
  const listener = await transport.listen((connection) => {
    connection.onStream((stream) => {
      void createFrameReader(stream)
        .message(maxRequestBytes)
        .then((request) => asked.resolve({ request, stream }));
    });
  });
  const dialBulk = async () => ({
    connection: await network.createTransport().connect(listener.address, signal),
    lane: 'tls' as const,
  });
  const opening = openInstallStream({
    room: { dialBulk },
    clock: held.clock,
    peerId: 'a',
    gameId: 'quux',
    version: '20240101',
    manifestId: null,
    from: { archive: 1, files: 2 },
    signal,
  });
  const { request, stream } = await asked.promise;
  await stream.write(encodeMessage({ ok: true }));
  return { held, request, sender: stream, stream: await opening };
}

const never = new AbortController().signal;
/** How often the silence is looked at, at least. */
const lookMs = 1000;

test('a sender that is silent for long is lost, one that says anything is not', async () => {
  const { held, request, sender, stream } = await openWith(never);
  expect(request).toMatchObject({ type: 'stream-install', from: { archive: 1, files: 2 } });
  const first = stream.next();
  held.pass(streamSilenceMs);
  await sender.write(encodeControl({ kind: 'alive' }));
  expect(await first).toEqual({ kind: 'alive' });
  // While we do something else, its silence is ours.
  held.pass(2 * streamSilenceMs);
  const second = stream.next();
  held.pass(streamSilenceMs);
  await sender.write(encodeControl({ kind: 'archive-end' }));
  expect(await second).toEqual({ kind: 'archive-end' });
  const third = stream.next();
  held.pass(streamSilenceMs + lookMs);
  await expect(third).rejects.toMatchObject({ code: 'source-lost' });
  await stream.close();
  expect(held.waits()).toEqual([]);
});

test('an abort wakes it with its reason, and the sender hears of it', async () => {
  const abort = new AbortController();
  const { sender, stream } = await openWith(abort.signal);
  const waiting = stream.next();
  abort.abort(new Error('not wanted any more'));
  await expect(waiting).rejects.toThrow('not wanted any more');
  await expect(sender.read()).rejects.toThrow();
  await stream.close();
});
