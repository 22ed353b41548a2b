// Measures one lane memory to memory between two processes. Usage: node bench/lane.ts --mib 512 --datagram 1452 [--tls | --raw-tls]
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectTls, createServer, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRoomCa, issueMemberCertificate } from '../src-main/peer/room/certificates.ts';
import { createKeyPem } from '../src-main/peer/room/key-pem.ts';
import { memberServerName } from '../src-main/peer/transport/limits.ts';
import { takeSendBuffer } from '../src-main/peer/transport/send-buffers.ts';
import type { Congestion } from '../src-main/peer/transport/quic/messages.ts';
import { createQuicTransport, defaultDatagramBytes } from '../src-main/peer/transport/quic/quic-transport.ts';
import { createTlsTransport } from '../src-main/peer/transport/tls/tls-transport.ts';
import type { ByteStream, Connection, PeerAddress, Transport } from '../src-main/peer/transport/transport.ts';

/** `raw-tls` is plain Node TLS, without streams or frames. */
type Lane = 'quic' | 'tls' | 'raw-tls';

export interface LaneOptions {
  mib: number;
  /** UDP payload; without meaning for TLS. */
  datagramBytes?: number;
  congestion?: Congestion;
}

export interface LaneResult {
  lane: Lane;
  mib: number;
  datagramBytes: number | null;
  mibPerSecond: number;
  senderCpuSecondsPerGib: number;
  receiverCpuSecondsPerGib: number;
  senderPeakRssMib: number;
  receiverPeakRssMib: number;
}

type Role = 'sender' | 'receiver';

interface Task {
  lane: Lane;
  role: Role;
  mib: number;
  datagramBytes: number;
  congestion: Congestion;
  roomCaPem: string;
  keyPem: string;
  certPem: string;
  to: PeerAddress | null;
}

interface Usage {
  seconds: number;
  cpuSeconds: number;
  peakRssMib: number;
}

type ChildMessage = { kind: 'ready'; address: PeerAddress } | { kind: 'done'; usage: Usage };

const mib = 1024 * 1024;
const host = '127.0.0.1';

/** The QUIC transport with its network thread, loopback. */
export async function measureQuic(options: LaneOptions): Promise<LaneResult> {
  return measure('quic', options);
}

/** The TLS transport, loopback. As in a download, the side that receives has dialled. */
export async function measureTlsLane(options: LaneOptions): Promise<LaneResult> {
  return measure('tls', options);
}

/** Plain Node TLS 1.3 with both certificates checked, for comparison. */
export async function measureTls(options: LaneOptions): Promise<LaneResult> {
  return measure('raw-tls', options);
}

async function measure(lane: Task['lane'], options: LaneOptions): Promise<LaneResult> {
  const room = await createRoomCa('bench');
  const datagramBytes = options.datagramBytes ?? defaultDatagramBytes;
  const start = async (role: Role, to: PeerAddress | null): Promise<ChildProcess> => {
    const child = fork(fileURLToPath(import.meta.url), ['--child']);
    const keyPem = createKeyPem();
    const certPem = await issueMemberCertificate(room, keyPem, role);
    const { mib, congestion = 'cubic' } = options;
    const task: Task = { lane, role, mib, datagramBytes, congestion, roomCaPem: room.caCertPem, keyPem, certPem, to };
    child.send(task);
    return child;
  };
  const listens: Role = lane === 'tls' ? 'sender' : 'receiver';
  const dials: Role = lane === 'tls' ? 'receiver' : 'sender';
  const listener = await start(listens, null);
  const ready = await nextMessage(listener, 'ready');
  const listenerDone = nextMessage(listener, 'done');
  const diallerDone = nextMessage(await start(dials, ready.address), 'done');
  const [ofListener, ofDialler] = [(await listenerDone).usage, (await diallerDone).usage];
  const [sent, received] = listens === 'sender' ? [ofListener, ofDialler] : [ofDialler, ofListener];
  return describeResult(lane, options.mib, lane === 'quic' ? datagramBytes : null, sent, received);
}

function describeResult(
  lane: Task['lane'],
  size: number,
  datagramBytes: number | null,
  sender: Usage,
  receiver: Usage,
): LaneResult {
  const round = (value: number) => Math.round(value * 100) / 100;
  const perGib = (usage: Usage) => round((usage.cpuSeconds * 1024) / size);
  return {
    lane,
    mib: size,
    datagramBytes,
    mibPerSecond: round(size / receiver.seconds),
    senderCpuSecondsPerGib: perGib(sender),
    receiverCpuSecondsPerGib: perGib(receiver),
    senderPeakRssMib: round(sender.peakRssMib),
    receiverPeakRssMib: round(receiver.peakRssMib),
  };
}

async function nextMessage<K extends ChildMessage['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<ChildMessage, { kind: K }>> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: ChildMessage) => {
      if (message.kind === kind) resolve(message as Extract<ChildMessage, { kind: K }>);
    });
    child.once('exit', (code) => reject(new Error(`a measuring process ended with code ${code}`)));
  });
}

/** Counts from the moment of its making, so that start-up and handshake stay out. */
function startUsage(): () => Usage {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return {
      seconds: (performance.now() - startedMs) / 1000,
      cpuSeconds: (user + system) / 1e6,
      peakRssMib: process.resourceUsage().maxRSS / 1024,
    };
  };
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}

function createTransport(task: Task): Transport {
  const { keyPem, certPem, roomCaPem, datagramBytes, congestion } = task;
  const member = { identity: { keyPem, certPem }, roomCaPem, listen: { host, port: 0 } };
  if (task.lane === 'tls') return createTlsTransport(member);
  return createQuicTransport({ ...member, maxDatagramBytes: datagramBytes, congestion });
}

async function receiveOverLane(task: Task): Promise<Usage> {
  const { connection, stop } = await join(task);
  const stream = connection.openStream();
  await stream.write(Uint8Array.of(1));
  const usage = startUsage();
  let byteCount = 0;
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) byteCount += bytes.byteLength;
  const result = usage();
  assertWhole(byteCount, task.mib);
  // The sender closes as soon as it has seen our end, which may then be cut off.
  await stream.end().catch(() => undefined);
  await connection.closed;
  await stop();
  return result;
}

/** Sends when it is asked, so that neither side counts the other's start. */
async function sendOverLane(task: Task): Promise<Usage> {
  const { connection, stop } = await join(task);
  const stream = await new Promise<ByteStream>((resolve) => {
    connection.onStream(resolve);
  });
  await stream.read();
  const usage = startUsage();
  for (let sent = 0; sent < task.mib * 4; sent++) await stream.write(takeSendBuffer(mib / 4));
  await stream.end();
  await stream.read();
  const result = usage();
  await stop();
  return result;
}

async function join(task: Task): Promise<{ connection: Connection; stop: () => Promise<void> }> {
  const transport = createTransport(task);
  if (task.to !== null) {
    return { connection: await transport.connect(task.to, AbortSignal.timeout(5000)), stop: transport.stop };
  }
  const connected = Promise.withResolvers<Connection>();
  const listener = await transport.listen(connected.resolve);
  tell({ kind: 'ready', address: listener.address });
  return { connection: await connected.promise, stop: transport.stop };
}

async function receiveRawTls(task: Task): Promise<Usage> {
  const { keyPem: key, certPem: cert, roomCaPem: ca } = task;
  const server = createServer({ key, cert, ca, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' });
  server.listen(0, host);
  await once(server, 'listening');
  tell({ kind: 'ready', address: { host, port: (server.address() as AddressInfo).port } });
  const [socket] = (await once(server, 'secureConnection')) as [TLSSocket];
  const usage = startUsage();
  let byteCount = 0;
  for await (const bytes of socket as AsyncIterable<Buffer>) byteCount += bytes.byteLength;
  const result = usage();
  assertWhole(byteCount, task.mib);
  server.close();
  return result;
}

async function sendRawTls(task: Task, to: PeerAddress): Promise<Usage> {
  const { keyPem: key, certPem: cert, roomCaPem: ca } = task;
  const socket = connectTls({ ...to, key, cert, ca, servername: memberServerName, minVersion: 'TLSv1.3' });
  await once(socket, 'secureConnect');
  const usage = startUsage();
  for (let sent = 0; sent < task.mib * 4; sent++) {
    if (!socket.write(new Uint8Array(mib / 4))) await once(socket, 'drain');
  }
  socket.end();
  await once(socket, 'close');
  return usage();
}

function assertWhole(byteCount: number, expectedMib: number): void {
  if (byteCount !== expectedMib * mib) throw new Error(`${byteCount} bytes arrived instead of ${expectedMib} MiB`);
}

const receive = (task: Task): Promise<Usage> => (task.lane === 'raw-tls' ? receiveRawTls(task) : receiveOverLane(task));

const send = (task: Task): Promise<Usage> =>
  task.lane === 'raw-tls' && task.to !== null ? sendRawTls(task, task.to) : sendOverLane(task);

async function runChild(): Promise<void> {
  const [task] = (await once(process, 'message')) as [Task];
  const usage = await (task.role === 'receiver' ? receive(task) : send(task));
  tell({ kind: 'done', usage });
  process.disconnect();
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      child: { type: 'boolean', default: false },
      mib: { type: 'string', default: '512' },
      datagram: { type: 'string', default: String(defaultDatagramBytes) },
      congestion: { type: 'string', default: 'cubic' },
      tls: { type: 'boolean', default: false },
      'raw-tls': { type: 'boolean', default: false },
    },
  });
  if (values.child) return runChild();
  const options = { mib: Number(values.mib), datagramBytes: Number(values.datagram) };
  const congestion = values.congestion as Congestion;
  const measureChosen = values.tls ? measureTlsLane : values['raw-tls'] ? measureTls : measureQuic;
  const result = await measureChosen({ ...options, congestion });
  console.log(JSON.stringify(result));
}

if (import.meta.main) await main();
