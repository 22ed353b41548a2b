import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createRoomCa } from '../../room/certificates.ts';
import { createKeyPem } from '../../room/key-pem.ts';
import { createMember, createQuicLab, loopback } from '../testing/quic-lab.ts';
import { startUdpRelay } from '../testing/udp-relay.ts';
import { describeTransport } from '../transport.contract.ts';
import type { ByteStream, Connection, ConnectionClosedError, Transport } from '../transport.ts';
import { createQuicTransport } from './quic-transport.ts';

// The whole contract runs under the guard, so that every function the engine is asked for is one that Electron allows.
const guardedWorkerUrl = new URL('../testing/guarded-worker.ts', import.meta.url);
const crashingWorkerUrl = new URL('../testing/crashing-worker.ts', import.meta.url);

async function readText(stream: ByteStream): Promise<string> {
  let text = '';
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read())
    text += Buffer.from(bytes).toString();
  return text;
}

/** Ends in a later turn than it writes, so that the end travels alone. */
async function answerOrReset(stream: ByteStream): Promise<void> {
  if ((await readText(stream)) === 'give up') return stream.reset();
  await stream.write(Buffer.from('an answer'));
  await new Promise(setImmediate);
  await stream.end();
}

async function ask(connection: Connection, question: string): Promise<string> {
  const stream = connection.openStream();
  await stream.write(Buffer.from(question));
  await new Promise(setImmediate);
  await stream.end();
  return readText(stream).catch((error: unknown) => (error as ConnectionClosedError).reason);
}

describeTransport('QUIC transport', async () => createQuicLab(guardedWorkerUrl));

describe('QUIC transport in particular', () => {
  const never = new AbortController().signal;
  const running: Transport[] = [];
  const run = (transport: Transport) => {
    running.push(transport);
    return transport;
  };
  afterEach(async () => void (await Promise.all(running.splice(0).map(async (transport) => transport.stop()))));

  it('dials from the port that it listens on', async () => {
    const room = await createRoomCa('test room');
    const near = run(await createMember(room));
    const far = run(await createMember(room));
    const accepted = Promise.withResolvers<Connection>();
    const nearListener = await near.listen(() => {});
    const farListener = await far.listen(accepted.resolve);
    await near.connect(farListener.address, never);
    expect((await accepted.promise).remote).toEqual(nearListener.address);
  });

  it('keeps a quiet connection alive beyond the idle timeout', async () => {
    const room = await createRoomCa('test room');
    const near = run(await createMember(room, { idleTimeoutMs: 900 }));
    const far = run(await createMember(room, { idleTimeoutMs: 900 }));
    const listener = await far.listen((connection) => connection.onStream((stream) => void stream.end()));
    const connection = await near.connect(listener.address, never);
    // A second connection that dies of silence shows that the time has passed on the first.
    const silent = run(await createMember(room, { idleTimeoutMs: 2500, dialDeadlineMs: 60_000 }));
    await expect(silent.connect({ host: '127.0.0.1', port: 9 }, never)).rejects.toMatchObject({ reason: 'idle' });
    const stream = connection.openStream();
    await stream.end();
    expect(await stream.read()).toBeNull();
  });

  it('says which identity cannot be used', async () => {
    const room = await createRoomCa('test room');
    const identity = { keyPem: createKeyPem(), certPem: 'no certificate' };
    const transport = run(createQuicTransport({ identity, roomCaPem: room.caCertPem, listen: loopback }));
    await expect(transport.listen(() => {})).rejects.toThrow();
    await expect(transport.connect({ host: '127.0.0.1', port: 9 }, never)).rejects.toMatchObject({ reason: 'error' });
  });

  it.each([
    ['a name', { host: 'localhost', port: 4000 }],
    ['port 0', { host: '127.0.0.1', port: 0 }],
    ['no port', { host: '127.0.0.1', port: Number.NaN }],
    ['a port out of range', { host: '127.0.0.1', port: 65_536 }],
  ])('refuses to dial %s', async (_name, to) => {
    const transport = run(await createMember(await createRoomCa('test room')));
    await expect(transport.connect(to, never)).rejects.toMatchObject({ code: 'connect-failed' });
  });

  it('survives addresses that cannot be sent to', async () => {
    const room = await createRoomCa('test room');
    const near = run(await createMember(room, { dialDeadlineMs: 300 }));
    const far = run(await createMember(room));
    const listener = await far.listen(() => {});
    for (const host of ['255.255.255.255', '0.0.0.1', '192.0.2.1']) {
      await expect(near.connect({ host, port: 9 }, never)).rejects.toMatchObject({ reason: 'idle' });
    }
    await (await near.connect(listener.address, never)).close();
  });

  it('loses neither an end nor a reset on a cable that loses datagrams', async () => {
    const seed = randomInt(2 ** 31);
    console.log(`seed ${seed}`);
    let state = seed;
    const roll = () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
    const room = await createRoomCa('test room');
    const near = run(await createMember(room));
    const far = run(await createMember(room));
    const listener = await far.listen((connection) => connection.onStream((stream) => void answerOrReset(stream)));
    const relay = await startUdpRelay(listener.address, () => roll() < 0.05);
    const connection = await near.connect(relay.address, never);
    for (let round = 0; round < 12; round++) {
      const asks = Array.from({ length: 40 }, async (_, index) =>
        ask(connection, index % 4 === 0 ? 'give up' : 'answer'),
      );
      const answers = await Promise.all(asks);
      expect(answers).toEqual(answers.map((_, index) => (index % 4 === 0 ? 'reset' : 'an answer')));
    }
    await relay.stop();
  }, 60_000);

  it('fails everything when the network thread dies', async () => {
    const room = await createRoomCa('test room');
    const transport = await createMember(room, { workerUrl: crashingWorkerUrl });
    await expect(transport.listen(() => {})).rejects.toThrow('the thread broke');
    await expect(transport.listen(() => {})).rejects.toThrow('the thread broke');
    await expect(transport.connect({ host: '127.0.0.1', port: 9 }, never)).rejects.toThrow('the thread broke');
    await transport.stop();
  });

  it('lets the process end after stop', async () => {
    const child = fork(fileURLToPath(new URL('../testing/stop-and-exit.ts', import.meta.url)), { silent: true });
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });
});
