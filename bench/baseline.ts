// What the machine gives without a peer: one file over one TLS or TCP connection between two processes, to the disk.
import { fork, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { createRoomCa, issueMemberCertificate } from '../src-main/peer/room/certificates.ts';
import { createKeyPem } from '../src-main/peer/room/key-pem.ts';
import { memberServerName } from '../src-main/peer/transport/limits.ts';
import { mebibyte, round } from './bench.ts';

export interface BaselineResult {
  /** Until the last byte was synced. */
  mibPerSecond: number;
  /** Until the last byte was written: what is between the two is the disk alone. */
  unsyncedMibPerSecond: number;
  senderCpuSeconds: number;
  receiverCpuSeconds: number;
  receiverPeakRssMib: number;
}

interface Task {
  way: 'tls' | 'tcp';
  file: string;
  identity: { key: string; cert: string; ca: string };
  /** Null at the receiver. */
  port: number | null;
}

interface Usage {
  seconds: number;
  secondsUnsynced: number;
  cpuSeconds: number;
  peakRssMib: number;
  bytes: number;
}

type ChildMessage = { kind: 'ready'; port: number } | { kind: 'done'; usage: Usage };

const host = '127.0.0.1';

/** TLS 1.3 with both certificates checked; the receiver hashes every MiB, as a peer does, and syncs at the end. */
export const measureTlsFile = async (source: string, target: string): Promise<BaselineResult> =>
  measure('tls', source, target);

/** Plain TCP, and nothing is hashed. */
export const measureTcpFile = async (source: string, target: string): Promise<BaselineResult> =>
  measure('tcp', source, target);

/** `target` is made and deleted again. */
async function measure(way: Task['way'], source: string, target: string): Promise<BaselineResult> {
  const ca = await createRoomCa('baseline');
  const start = async (file: string, port: number | null) => {
    const key = createKeyPem();
    const cert = await issueMemberCertificate(ca, key, port === null ? 'receiver' : 'sender');
    const child = fork(fileURLToPath(import.meta.url), ['--child']);
    child.send({ way, file, port, identity: { key, cert, ca: ca.caCertPem } } satisfies Task);
    return child;
  };
  try {
    const receiver = await start(target, null);
    const { port } = await nextMessage(receiver, 'ready');
    const received = nextMessage(receiver, 'done');
    const sender = await start(source, port);
    const [{ usage: sent }, { usage: got }] = await Promise.all([nextMessage(sender, 'done'), received]);
    return {
      mibPerSecond: round(got.bytes / mebibyte / got.seconds),
      unsyncedMibPerSecond: round(got.bytes / mebibyte / got.secondsUnsynced),
      senderCpuSeconds: round(sent.cpuSeconds),
      receiverCpuSeconds: round(got.cpuSeconds),
      receiverPeakRssMib: round(got.peakRssMib),
    };
  } finally {
    await rm(target, { force: true });
  }
}

async function nextMessage<K extends ChildMessage['kind']>(child: ChildProcess, kind: K) {
  return new Promise<Extract<ChildMessage, { kind: K }>>((resolve, reject) => {
    child.on('message', (message: ChildMessage) => {
      if (message.kind === kind) resolve(message as Extract<ChildMessage, { kind: K }>);
    });
    child.once('exit', (code) => reject(new Error(`a measuring process ended with code ${code}`)));
  });
}

/** Counts from the moment of its making, so that start-up and handshake stay out. */
function startUsage(): (bytes: number, secondsUnsynced: number) => Usage {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  return (bytes, secondsUnsynced) => {
    const { user, system } = process.cpuUsage(before);
    const peakRssMib = process.resourceUsage().maxRSS / 1024;
    const seconds = (performance.now() - startedMs) / 1000;
    return { seconds, secondsUnsynced, cpuSeconds: (user + system) / 1e6, peakRssMib, bytes };
  };
}

const tell = (message: ChildMessage): void => void process.send?.(message);

const options = ({ identity }: Task) => ({ ...identity, minVersion: 'TLSv1.3' as const });

async function receive(task: Task): Promise<Usage> {
  const secure = task.way === 'tls';
  const server: Server = secure
    ? createTlsServer({ ...options(task), requestCert: true, rejectUnauthorized: true })
    : createServer();
  server.listen(0, host);
  await once(server, 'listening');
  tell({ kind: 'ready', port: (server.address() as AddressInfo).port });
  const [socket] = (await once(server, secure ? 'secureConnection' : 'connection')) as [Socket];
  const usage = startUsage();
  const startedMs = performance.now();
  const file = await open(task.file, 'w');
  const bytes = await writeAll(socket, file, secure);
  const secondsUnsynced = (performance.now() - startedMs) / 1000;
  await file.datasync();
  const result = usage(bytes, secondsUnsynced);
  await file.close();
  server.close();
  return result;
}

/** One write of about a MiB is under way while the next one arrives; every MiB is hashed where that is asked for. */
async function writeAll(socket: Socket, file: FileHandle, hashed: boolean): Promise<number> {
  let [bytes, parts, held] = [0, [] as Buffer[], 0];
  let writing: Promise<unknown> = Promise.resolve();
  let sum = createHash('sha256');
  const flush = async () => {
    await writing;
    writing = file.writev(parts, bytes);
    writing.catch(() => {});
    if (hashed) sum.digest();
    sum = createHash('sha256');
    bytes += held;
    [parts, held] = [[], 0];
  };
  for await (const part of socket as AsyncIterable<Buffer>) {
    if (hashed) sum.update(part);
    parts.push(part);
    held += part.length;
    if (held >= mebibyte) await flush();
  }
  if (held > 0) await flush();
  await writing;
  return bytes;
}

async function send(task: Task, port: number): Promise<Usage> {
  const secure = task.way === 'tls';
  const socket = secure
    ? connectTls({ host, port, servername: memberServerName, ...options(task) })
    : connect({ host, port });
  await once(socket, secure ? 'secureConnect' : 'connect');
  const usage = startUsage();
  await pipeline(createReadStream(task.file, { highWaterMark: mebibyte }), socket);
  return usage(0, 0);
}

async function runChild(): Promise<void> {
  const [task] = (await once(process, 'message')) as [Task];
  tell({ kind: 'done', usage: await (task.port === null ? receive(task) : send(task, task.port)) });
  process.disconnect();
}

if (import.meta.main) await runChild();
