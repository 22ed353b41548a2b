import { fork } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createRoomCa } from '../../room/certificates.ts';
import { createKeyPem } from '../../room/key-pem.ts';
import { kib, mib } from '../limits.ts';
import { takeSendBuffer } from '../send-buffers.ts';
import { startTcpRelay } from '../testing/tcp-relay.ts';
import { createTlsLab, createTlsMember, startSilentServer } from '../testing/tls-lab.ts';
import { describeTransport } from '../transport.contract.ts';
import type { ByteStream, Connection, Transport } from '../transport.ts';
import { createTlsTransport, type TlsTransportOptions } from './tls-transport.ts';

describeTransport('TLS transport', createTlsLab);

const never = new AbortController().signal;

async function nextStream(connection: Connection): Promise<ByteStream> {
  return new Promise((resolve) => {
    connection.onStream(resolve);
  });
}

const turn = async () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve);
  });

const hungUp = async (socket: Socket) =>
  new Promise<void>((resolve) => {
    socket.resume().once('close', () => resolve());
  });

describe('TLS transport in particular', () => {
  const running: { stop: () => Promise<void> }[] = [];
  const run = <T extends { stop: () => Promise<void> }>(started: T): T => {
    running.push(started);
    return started;
  };
  afterEach(async () => void (await Promise.all(running.splice(0).map(async (started) => started.stop()))));

  const start = async (options: Partial<TlsTransportOptions> = {}) => {
    const room = await createRoomCa('test room');
    const near: Transport = run(await createTlsMember(room, options));
    const far: Transport = run(await createTlsMember(room, options));
    return { room, near, far };
  };

  const join = async (options: Partial<TlsTransportOptions> = {}) => {
    const { near, far } = await start(options);
    const accepted = Promise.withResolvers<Connection>();
    const listener = await far.listen(accepted.resolve);
    const relay = run(await startTcpRelay(listener.address));
    const client = await near.connect(relay.address, never);
    return { client, server: await accepted.promise, relay };
  };

  it('keeps a quiet connection alive beyond the idle timeout', async () => {
    const { near, far } = await start({ idleTimeoutMs: 500 });
    const listener = await far.listen((connection) => connection.onStream((stream) => void stream.end()));
    const connection = await near.connect(listener.address, never);
    // A dial that nobody answers shows that the time has passed.
    const silent = run(await startSilentServer());
    const patient = run(await createTlsMember(await createRoomCa('test room'), { dialDeadlineMs: 1500 }));
    await expect(patient.connect(silent.address, never)).rejects.toMatchObject({ reason: 'idle' });
    const stream = connection.openStream();
    await stream.end();
    expect(await stream.read()).toBeNull();
  });

  it('takes nobody for dead because this program was held up', async () => {
    const { client, server } = await join({ idleTimeoutMs: 400 });
    for (let round = 0; round < 3; round++) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
      await turn();
    }
    const stream = client.openStream();
    await stream.write(Uint8Array.of(1));
    expect(await (await nextStream(server)).read()).toEqual(Uint8Array.of(1));
  });

  it('notices at once when the other program is gone', async () => {
    const { client, server, relay } = await join({ idleTimeoutMs: 600_000 });
    const read = client.openStream().read();
    relay.breakOff();
    await expect(read).rejects.toMatchObject({ reason: 'error' });
    expect([await client.closed, await server.closed]).toEqual(['error', 'error']);
  });

  it('says at once that no program listens there', async () => {
    const { near, far } = await start({ dialDeadlineMs: 600_000 });
    const listener = await far.listen(() => {});
    await listener.stop();
    await expect(near.connect(listener.address, never)).rejects.toMatchObject({ reason: 'idle' });
  });

  it('lets a stream that nobody reads hold up no other', async () => {
    const { client, server } = await join();
    const stuck: ByteStream[] = [];
    for (let index = 0; index < 20; index++) {
      const stream = server.openStream();
      stuck.push(stream);
      void stream.write(new Uint8Array(8 * mib)).catch(() => {});
    }
    client.onStream((stream) => void stream.read());
    const [ours, theirs] = [client.openStream(), nextStream(server)];
    await ours.write(Uint8Array.of(1));
    const answer = await theirs;
    const answering = (async () => {
      for (let sent = 0; sent < 64; sent++) await answer.write(new Uint8Array(mib));
      await answer.end();
    })();
    let byteCount = 0;
    for (let bytes = await ours.read(); bytes !== null; bytes = await ours.read()) byteCount += bytes.length;
    await answering;
    expect(byteCount).toBe(64 * mib);
  });

  it.each(['dialler', 'listener'])(
    'never changes bytes that wait to be sent, or that a slow %s still reads',
    async (who) => {
      const seed = randomInt(2 ** 31);
      console.log(`seed ${seed}`);
      let state = seed;
      const roll = (below: number) => ((state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 8) % below;
      const { client, server } = await join();
      const [reader, writer] = who === 'dialler' ? [client, server] : [server, client];
      const send = async (stream: ByteStream, sizes: number[]) => {
        const hash = createHash('sha256');
        for (const [index, size] of sizes.entries()) {
          const bytes = takeSendBuffer(size).fill(index);
          hash.update(bytes);
          await stream.write(bytes);
        }
        await stream.end();
        return hash.digest('hex');
      };
      const receive = async (stream: ByteStream) => {
        const hash = createHash('sha256');
        for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) {
          for (let waits = roll(3); waits > 0; waits--) await turn();
          hash.update(bytes);
        }
        return hash.digest('hex');
      };
      const received: Promise<string>[] = [];
      const allSeen = new Promise<void>((resolve) => {
        reader.onStream((stream) => {
          if (received.push(receive(stream)) === 8) resolve();
        });
      });
      const sizes = () => Array.from({ length: 30 }, () => [roll(10), roll(3000), 256 * kib][roll(3)] ?? 1);
      const sent = await Promise.all(Array.from({ length: 8 }, async () => send(writer.openStream(), [1, ...sizes()])));
      await allSeen;
      expect((await Promise.all(received)).toSorted()).toEqual(sent.toSorted());
    },
  );

  it('bounds who never finishes the handshake, in number and in time', async () => {
    const { room, near, far } = await start();
    const strict = run(await createTlsMember(room, { dialDeadlineMs: 1500 }));
    const listener = await strict.listen(() => {});
    const callers: Socket[] = [];
    let thrownOut = 0;
    for (let index = 0; index < 160; index++) {
      const socket = connectTcp(listener.address.port, listener.address.host);
      socket.on('error', () => {});
      socket.on('close', () => thrownOut++);
      callers.push(socket);
    }
    const closed = callers.map(hungUp);
    await Promise.race(closed);
    await expect(far.connect(listener.address, never)).rejects.toMatchObject({ reason: 'refused' });
    expect(thrownOut).toBeLessThan(160);
    await Promise.all(closed);
    await (await near.connect(listener.address, never)).close();
  });

  it('stops while somebody is in the middle of a handshake', async () => {
    const { far } = await start({ dialDeadlineMs: 600_000 });
    const listener = await far.listen(() => {});
    const caller = connectTcp(listener.address.port, listener.address.host);
    caller.on('error', () => {});
    // The start of a TLS record that never goes on.
    caller.write(Buffer.of(22, 3, 1, 2, 0, 1));
    await once(caller, 'connect');
    const gone = hungUp(caller);
    await listener.stop();
    await gone;
  });

  it('says which identity cannot be used', async () => {
    const room = await createRoomCa('test room');
    const identity = { keyPem: createKeyPem(), certPem: 'no certificate' };
    const listen = { host: '127.0.0.1', port: 0 };
    const transport = run(createTlsTransport({ identity, roomCaPem: room.caCertPem, listen }));
    await expect(transport.listen(() => {})).rejects.toThrow();
    await expect(transport.connect({ host: '127.0.0.1', port: 9 }, never)).rejects.toMatchObject({ reason: 'error' });
  });

  it.each([
    ['a name', { host: 'localhost', port: 4000 }],
    ['port 0', { host: '127.0.0.1', port: 0 }],
    ['no port', { host: '127.0.0.1', port: Number.NaN }],
    ['a port out of range', { host: '127.0.0.1', port: 65_536 }],
  ])('refuses to dial %s', async (_name, to) => {
    const { near } = await start();
    await expect(near.connect(to, never)).rejects.toMatchObject({ code: 'connect-failed' });
  });

  it.each(['255.255.255.255', '0.0.0.1', '192.0.2.1'])('survives dialling %s', async (host) => {
    const { near } = await start({ dialDeadlineMs: 300 });
    await expect(near.connect({ host, port: 9 }, never)).rejects.toMatchObject({ name: 'ConnectionClosedError' });
  });

  it('keeps the first words of a peer whose last ones follow at once', async () => {
    const { near, far } = await start();
    const listener = await far.listen((connection) => {
      const stream = connection.openStream();
      void (async () => {
        await stream.write(new Uint8Array(kib));
        await stream.end();
        await connection.close();
      })();
    });
    const connection = await near.connect(listener.address, never);
    const stream = await nextStream(connection);
    expect((await stream.read())?.length).toBe(kib);
    expect(await stream.read()).toBeNull();
    expect(await connection.closed).toBe('remote');
  });

  it('lets the process end after stop', async () => {
    const program = fileURLToPath(new URL('../testing/tls-stop-and-exit.ts', import.meta.url));
    const child = fork(program, { silent: true });
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });
});
