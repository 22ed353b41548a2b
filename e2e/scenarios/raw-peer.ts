// A member of the room that says whatever a scenario wants it to say, right or wrong.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { PeerId } from '../../src-shared/game.ts';
import { createFrameReader, encodeMessage, type FrameReader } from '../../src-main/peer/protocol/framing.ts';
import { maxRequestBytes, maxResponseBytes, protocolVersion } from '../../src-main/peer/protocol/limits.ts';
import type { PeerRequest } from '../../src-main/peer/protocol/messages.ts';
import { parseRequest } from '../../src-main/peer/protocol/parse.ts';
import { answerHello, sayHello, type Self } from '../../src-main/peer/room/hello.ts';
import { loadOrCreateIdentity, loadRoom, type Identity } from '../../src-main/peer/room/identity.ts';
import type { GameSummary } from '../../src-main/peer/rules/game-summary.ts';
import { createQuicTransport } from '../../src-main/peer/transport/quic/quic-transport.ts';
import type { ByteStream, Connection, PeerAddress, Transport } from '../../src-main/peer/transport/transport.ts';
import type { Actor, Stage } from './stage.ts';

/** Where it keeps its key, how it ends, and at which address of its own it listens (127.0.0.1). */
export type RawHome = Pick<Stage, 'home' | 'onEnd'> & { host?: string };
/** Whoever can be reached. */
export type Reachable = Pick<Actor, 'address'>;

/** What a raw peer answers to a request: a head, and raw bytes behind it where there are any. */
export interface RawReply {
  head: unknown;
  bytes?: Uint8Array;
}

export interface RawPeer {
  peerId: PeerId;
  /** Where it listens, `host:port`. */
  address: string;
  /** Every request of games and files that it got, oldest first. */
  requests: PeerRequest[];
  /** Dials a peer without a word. */
  dial: (to: Reachable) => Promise<RawLink>;
  /** Dials a peer and introduces itself, so that it is in its list. */
  join: (to: Reachable) => Promise<RawLink>;
}

export interface RawLink {
  connection: Connection;
  /** Sends a request on a stream of its own. */
  ask: (request: unknown) => Promise<RawAnswer>;
  /** The same with bytes that need not be a message. Our side stays open when `end` is false. */
  send: (bytes: Uint8Array, end?: boolean) => Promise<RawAnswer>;
}

export interface RawAnswer {
  /** Null when there was none. */
  head: unknown;
  /** What came behind it. */
  bytes: Buffer;
  /** Whether the other side ended the stream in good order. */
  complete: boolean;
}

export interface RawPeerSetup {
  name: string;
  /** What it says that it shares; read anew each time that it introduces itself. */
  library?: GameSummary[];
  protocolVersion?: number;
  /** What it answers to a request of games or files; a refusal without it. */
  reply?: (request: PeerRequest) => RawReply | Promise<RawReply>;
}

/** The head of an answer that gives nothing. */
export const refusal = { ok: false, code: 'request-refused', message: 'No.' };

const certsDir = join(import.meta.dirname, '../../certs');

/** Ends with the scenario. */
export async function startRawPeer(stage: RawHome, setup: RawPeerSetup): Promise<RawPeer> {
  const { host = '127.0.0.1' } = stage;
  const room = await loadRoom(certsDir);
  const identity = await loadOrCreateIdentity(join(stage.home, setup.name), room);
  const transport = createQuicTransport({
    identity,
    roomCaPem: room.caCertPem,
    listen: { host, port: 0 },
  });
  stage.onEnd(transport.stop);
  const requests: PeerRequest[] = [];
  let listenPort = 0;
  const describeSelf = (): Self => ({
    protocolVersion: setup.protocolVersion ?? protocolVersion,
    peerId: identity.peerId,
    name: setup.name,
    listenPort,
    tlsPort: null,
    features: [],
    library: { epoch: 'raw', rev: 1, games: setup.library ?? [] },
  });
  const serve = (connection: Connection) => {
    connection.onStream((stream) => {
      answerStream(stream, { setup, identity, describeSelf, requests }).catch(() => stream.reset());
    });
  };
  const listener = await transport.listen(serve);
  listenPort = listener.address.port;
  const dial = async (to: Reachable) => openLink(transport, to, serve);
  return {
    peerId: identity.peerId,
    address: `${host}:${listenPort}`,
    requests,
    dial,
    join: async (to) => {
      const link = await dial(to);
      await sayHello(link.connection, identity, describeSelf(), AbortSignal.timeout(helloMs));
      return link;
    },
  };
}

const helloMs = 5000;

interface Exchange {
  setup: RawPeerSetup;
  identity: Identity;
  describeSelf: () => Self;
  requests: PeerRequest[];
}

async function answerStream(stream: ByteStream, exchange: Exchange): Promise<void> {
  const reader = createFrameReader(stream);
  const request = parseRequest(await reader.message(maxRequestBytes));
  const { head, bytes } = await replyTo(request, stream, reader, exchange);
  await stream.write(encodeMessage(head));
  if (bytes !== undefined) await stream.write(bytes);
  await stream.end();
}

async function replyTo(
  request: PeerRequest,
  stream: ByteStream,
  reader: FrameReader,
  { setup, identity, describeSelf, requests }: Exchange,
): Promise<RawReply> {
  const self = describeSelf();
  switch (request.type) {
    case 'hello':
      if (self.protocolVersion !== request.protocolVersion) return { head: versionRefusal(self) };
      await answerHello(request, identity, self, stream, reader);
      return { head: { ok: true } };
    case 'ping':
    case 'goodbye':
      return { head: { ok: true } };
    case 'library-delta':
      return { head: { ok: true, gap: false } };
    case 'list-games':
      return { head: { ok: true, ...self.library } };
    default:
      requests.push(request);
      return setup.reply?.(request) ?? { head: refusal };
  }
}

const versionRefusal = ({ peerId, name, protocolVersion: version }: Self) => ({
  ok: false,
  code: 'version-mismatch',
  message: 'Another version is spoken here.',
  protocolVersion: version,
  peerId,
  name,
});

async function openLink(
  transport: Transport,
  to: Reachable,
  serve: (connection: Connection) => void,
): Promise<RawLink> {
  const connection = await transport.connect(parseAddress(to.address), AbortSignal.timeout(helloMs));
  serve(connection);
  const send: RawLink['send'] = async (bytes, end = true) => {
    const stream = connection.openStream();
    // A peer that refuses early takes no more, so this may never be accepted.
    const sending = stream.write(bytes).then(async () => (end ? stream.end() : undefined));
    sending.catch(() => {});
    const answer = await readAnswer(stream);
    stream.reset();
    return answer;
  };
  return { connection, send, ask: async (request) => send(encodeMessage(request)) };
}

function parseAddress(address: string): PeerAddress {
  const [host = '', port] = address.split(':');
  return { host, port: Number(port) };
}

async function readAnswer(stream: ByteStream): Promise<RawAnswer> {
  const reader = createFrameReader(stream);
  const answer: RawAnswer = { head: null, bytes: Buffer.alloc(0), complete: false };
  const parts: Uint8Array[] = [];
  try {
    answer.head = await reader.message(maxResponseBytes);
    for (let part = await reader.bytes(2 ** 20); part !== null; part = await reader.bytes(2 ** 20)) {
      parts.push(Buffer.from(part));
    }
    answer.complete = true;
  } catch {
    // Cut off: what came until then is the answer.
  }
  answer.bytes = Buffer.concat(parts);
  return answer;
}

/** Fails unless the answer is a refusal in words, without a byte behind it. */
export function assertRefusal(answer: RawAnswer, what: string): void {
  const { ok, code, message } = (answer.head ?? {}) as { ok?: unknown; code?: unknown; message?: unknown };
  assert.ok(ok === false && typeof code === 'string' && typeof message === 'string', `${what}: ${describe(answer)}`);
  assert.equal(answer.bytes.length, 0, `${what}: bytes followed the refusal`);
  assert.ok(answer.complete, `${what}: the refusal was cut off`);
}

const describe = ({ head, bytes }: RawAnswer) => `${JSON.stringify(head)} and ${bytes.length} bytes`;
