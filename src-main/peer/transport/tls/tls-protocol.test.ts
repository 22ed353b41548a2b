import { once } from 'node:events';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRoomCa, type RoomCa } from '../../room/certificates.ts';
import { kib, mib } from '../limits.ts';
import { connectRawMember, wrapRawSocket, type RawTlsMember } from '../testing/raw-tls-member.ts';
import { createIdentity, createTlsMember } from '../testing/tls-lab.ts';
import type { ByteStream, Connection, ConnectionClosedError, PeerAddress, Transport } from '../transport.ts';
import { maxDataBytes } from './frames.ts';
import { initialWindowBytes } from './receive-credit.ts';
import { maxOpenStreams } from './stream-table.ts';

const never = new AbortController().signal;

/** A member that plays by hand, as the dialler, against the transport as the listener. */
describe('TLS protocol', () => {
  let room: RoomCa;
  let transport: Transport;
  let address: PeerAddress;
  let raw: RawTlsMember;
  let connection: Connection;

  beforeEach(async () => {
    room = await createRoomCa('test room');
    transport = await createTlsMember(room, { idleTimeoutMs: 1000 });
    const accepted = Promise.withResolvers<Connection>();
    address = (await transport.listen(accepted.resolve)).address;
    raw = await connectRawMember(address, room);
    connection = await accepted.promise;
  });
  afterEach(async () => {
    raw.socket.destroy();
    await transport.stop();
  });

  /** Fills the stream's first window. */
  const fill = (stream: number) => raw.send({ kind: 'data', stream }, new Uint8Array(initialWindowBytes));
  const nextStream = async (): Promise<ByteStream> =>
    new Promise((resolve) => {
      connection.onStream(resolve);
    });

  it('greets first and answers a ping', async () => {
    raw.hello();
    raw.send({ kind: 'ping' });
    await raw.expect('pong');
    expect(raw.frames[0]).toEqual({ kind: 'hello', stream: 0, value: 1 });
  });

  it.each<[string, () => void]>([
    ['no greeting', () => raw.send({ kind: 'ping' })],
    ['another version', () => raw.send({ kind: 'hello', value: 2 })],
    ['two greetings', () => [raw.hello(), raw.hello()]],
    ['no frame at all', () => [raw.hello(), raw.socket.write(Buffer.alloc(64, 0xee))]],
    ['more than was granted', () => [raw.hello(), fill(1), raw.send({ kind: 'data', stream: 1 }, Uint8Array.of(1))]],
    ['a frame larger than the window', () => [raw.hello(), raw.send({ kind: 'data', stream: 1, value: maxDataBytes })]],
    ['a stream id of ours', () => [raw.hello(), raw.send({ kind: 'end', stream: 2 })]],
    ['a stream id out of turn', () => [raw.hello(), raw.send({ kind: 'end', stream: 3 })]],
    ['credit for a stream that is not there', () => [raw.hello(), raw.send({ kind: 'credit', stream: 1, value: 5 })]],
    ['a reset of a stream that is not there', () => [raw.hello(), raw.send({ kind: 'reset', stream: 1 })]],
    ['two ends', () => [raw.hello(), raw.send({ kind: 'end', stream: 1 }), raw.send({ kind: 'end', stream: 1 })]],
    [
      'data after the end',
      () => [
        raw.hello(),
        raw.send({ kind: 'end', stream: 1 }),
        raw.send({ kind: 'data', stream: 1 }, Uint8Array.of(1)),
      ],
    ],
    [
      'too many streams',
      () => {
        raw.hello();
        for (let index = 0; index <= maxOpenStreams; index++) raw.send({ kind: 'end', stream: 1 + 2 * index });
      },
    ],
  ])('breaks off at %s', async (_name, misbehave) => {
    misbehave();
    expect(await connection.closed).toBe('error');
    await once(raw.socket.resume(), 'close');
  });

  it('takes a whole window, and as many streams as are allowed', async () => {
    raw.hello();
    for (let index = 0; index < maxOpenStreams; index++) raw.send({ kind: 'end', stream: 1 + 2 * index });
    raw.send({ kind: 'reset', stream: 1 });
    fill(1 + 2 * maxOpenStreams);
    raw.send({ kind: 'ping' });
    await raw.expect('pong');
  });

  it('counts half a frame and a hang-up as broken off', async () => {
    raw.hello();
    raw.send({ kind: 'data', stream: 1, value: 100 }, new Uint8Array(7));
    const stream = await nextStream();
    expect(await stream.read()).toEqual(new Uint8Array(7));
    raw.socket.end();
    await expect(stream.read()).rejects.toMatchObject({ reason: 'error' });
    expect(await connection.closed).toBe('error');
  });

  it('reads a frame that comes byte by byte', async () => {
    raw.hello();
    const bytes = Buffer.from([0, 0, 0, 1, 2, 0, 0, 3, 7, 8, 9, 0, 0, 0, 1, 3, 0, 0, 0]);
    for (const byte of bytes) raw.socket.write(Uint8Array.of(byte));
    const stream = await nextStream();
    const got: number[] = [];
    for (let part = await stream.read(); part !== null; part = await stream.read()) got.push(...part);
    expect(got).toEqual([7, 8, 9]);
  });

  it('lets what was under way for a stream that was given up come, and no more', async () => {
    raw.hello();
    raw.send({ kind: 'data', stream: 1 }, new Uint8Array(1000));
    (await nextStream()).reset();
    await raw.expect('reset');
    raw.send({ kind: 'data', stream: 1 }, new Uint8Array(initialWindowBytes - 1000));
    raw.send({ kind: 'ping' });
    await raw.expect('pong');
    raw.send({ kind: 'data', stream: 1 }, Uint8Array.of(1));
    expect(await connection.closed).toBe('error');
  });

  it('sends no more than it was granted, and drops what a reset stream had queued', async () => {
    raw.hello();
    raw.send({ kind: 'end', stream: 1 });
    const stream = await nextStream();
    const writing = reasonOf(stream.write(new Uint8Array(8 * mib)));
    raw.send({ kind: 'ping' });
    await raw.expect('pong');
    raw.send({ kind: 'credit', stream: 1, value: kib });
    raw.send({ kind: 'ping' });
    await expectBytes(raw, initialWindowBytes + kib);
    stream.reset();
    raw.send({ kind: 'credit', stream: 1, value: 4 * mib });
    await raw.expect('reset');
    expect(await writing).toBe('local');
    const last = connection.openStream();
    await last.end();
    await raw.expect('end');
    expect(bytesIn(raw)).toBe(initialWindowBytes + kib);
  });

  it('lets a reset pass what waits to be sent', async () => {
    raw.hello();
    const streams: ByteStream[] = [];
    const twoSeen = new Promise<void>((resolve) => {
      connection.onStream((stream) => void (streams.push(stream) === 2 && resolve()));
    });
    for (const stream of [1, 3]) {
      raw.send({ kind: 'end', stream });
      raw.send({ kind: 'credit', stream, value: 15 * mib });
    }
    await twoSeen;
    const writing = streams.map(async (stream) => reasonOf(stream.write(new Uint8Array(15 * mib))));
    await raw.expect('data');
    streams[0]?.reset();
    expect(await writing[0]).toBe('local');
    await raw.expect('reset');
    // The rest of the other stream's bytes comes after it.
    expect(bytesIn(raw)).toBeLessThan(12 * mib);
    expect(await writing[1]).toBe('no failure');
    const afterReset = raw.frames.slice(raw.frames.findIndex(({ kind }) => kind === 'reset'));
    expect(afterReset.filter(({ kind, stream }) => kind === 'data' && stream === 1)).toEqual([]);
  });

  it('bounds what it says to somebody who does not listen', async () => {
    raw.hello();
    raw.deafen();
    connection.onStream((stream) => stream.reset());
    for (let index = 0; index < 600_000 && !raw.socket.destroyed; index++) {
      if (!raw.socket.write(Buffer.from(endFrameOf(1 + 2 * index)))) await drained(raw);
    }
    expect(await connection.closed).toBe('error');
  }, 60_000);

  it('takes a dialler that says nothing for dead', async () => {
    expect(await connection.closed).toBe('idle');
  });
});

describe('TLS protocol, judging', () => {
  /** A server that takes anybody in, with a certificate of this room. */
  const startServer = async (room: RoomCa, talk: (raw: RawTlsMember) => void) => {
    const { keyPem, certPem } = await createIdentity(room);
    const server = createServer({ key: keyPem, cert: certPem }, (socket) => talk(wrapRawSocket(socket)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { to: { host: '127.0.0.1', port: (server.address() as AddressInfo).port }, stop: () => server.close() };
  };

  it.each<[string, (raw: RawTlsMember) => void]>([
    ['greets with something else', (raw) => raw.send({ kind: 'ping' })],
    ['speaks another version', (raw) => raw.send({ kind: 'hello', value: 9 })],
    ['hangs up', (raw) => raw.socket.end()],
    ['breaks off', (raw) => raw.socket.destroy()],
    ['sends no frames', (raw) => raw.socket.write(Buffer.alloc(100, 0xaa))],
  ])('is refused by a member that %s', async (_name, misbehave) => {
    const room = await createRoomCa('test room');
    const server = await startServer(room, misbehave);
    const member = await createTlsMember(room);
    expect(await reasonOf(member.connect(server.to, never))).toBe('refused');
    await member.stop();
    server.stop();
  });

  it('counts a member that never greets as not there', async () => {
    const room = await createRoomCa('test room');
    const server = await startServer(room, () => {});
    const member = await createTlsMember(room, { dialDeadlineMs: 300 });
    expect(await reasonOf(member.connect(server.to, never))).toBe('idle');
    await member.stop();
    server.stop();
  });

  it('dials nobody of another room, however welcome it is there', async () => {
    const server = await startServer(await createRoomCa('another room'), (raw) => raw.hello());
    const member = await createTlsMember(await createRoomCa('test room'));
    expect(await reasonOf(member.connect(server.to, never))).toBe('refused');
    await member.stop();
    server.stop();
  });

  it.each(['with a certificate of another room', 'without a certificate'])('lets nobody in %s', async (who) => {
    const room = await createRoomCa('test room');
    const member = await createTlsMember(room);
    let accepted = 0;
    const { address } = await member.listen(() => accepted++);
    const { keyPem: key, certPem: cert } = await createIdentity(await createRoomCa('another room'));
    const socket = connect({
      ...address,
      ...(who.startsWith('without') ? {} : { key, cert }),
      rejectUnauthorized: false,
    });
    const raw = wrapRawSocket(socket);
    raw.hello();
    await new Promise((resolve) => void socket.once('close', resolve));
    expect(raw.frames).toEqual([]);
    expect(accepted).toBe(0);
    await member.stop();
  });
});

const reasonOf = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error as ConnectionClosedError).reason,
  );

const bytesIn = ({ frames }: RawTlsMember) =>
  frames.reduce((sum, { kind, value }) => (kind === 'data' ? sum + value : sum), 0);

/** Waits, turn by turn, until so many bytes have been announced. */
async function expectBytes(raw: RawTlsMember, byteCount: number): Promise<void> {
  while (bytesIn(raw) < byteCount && !raw.socket.destroyed) await new Promise(setImmediate);
  expect(bytesIn(raw)).toBe(byteCount);
}

function endFrameOf(stream: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, stream);
  bytes[4] = 3;
  return bytes;
}

async function drained({ socket }: RawTlsMember): Promise<void> {
  if (socket.destroyed) return;
  await new Promise<void>((resolve) => {
    socket.once('drain', resolve);
    socket.once('close', () => resolve());
  });
}
