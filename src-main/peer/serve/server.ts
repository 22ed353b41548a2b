// Answers the requests of other peers: one stream, one request, one answer.
import type { PeerId } from '../../../src-shared/game.ts';
import { PeerError, toErrorData } from '../../../src-shared/peer-error.ts';
import { assertNever } from '../../../src-shared/assert-never.ts';
import { createFrameReader, encodeMessage } from '../protocol/framing.ts';
import { controlTimeoutMs, maxRequestBytes, protocolVersion } from '../protocol/limits.ts';
import type { PeerRequest, Refusal } from '../protocol/messages.ts';
import { parseAnyHello, parseRequest } from '../protocol/parse.ts';
import { withAbort } from '../room/ask.ts';
import type { Room } from '../room/room.ts';
import type { ByteStream, Connection } from '../transport/transport.ts';
import { serveBytes } from './serve-bytes.ts';
import { createHaveServer, type ServeHave } from './serve-have.ts';
import { serveHashes, serveListing } from './serve-listing.ts';
import { createStreamPlaces, serveStreamedInstall, type StreamServer } from './serve-streamed-install.ts';
import type { Exchange, ServerOptions } from './server-options.ts';

/** The options, and what the answers share. */
interface Server extends StreamServer {
  serveHave: ServeHave;
}

/** Answers every stream that the other side opens on the connections given to the result. */
export function createServer(options: ServerOptions): (connection: Connection) => void {
  const server: Server = { ...options, serveHave: createHaveServer(options), streamPlaces: createStreamPlaces() };
  return (connection) => {
    connection.onStream((stream) => {
      void serveStream(server, { connection, stream, reader: createFrameReader(stream) });
    });
  };
}

async function serveStream(server: Server, exchange: Exchange): Promise<void> {
  const { connection, stream } = exchange;
  const leave = server.guard?.watch(connection, () => stream.reset());
  try {
    const raw = await readRequest(exchange);
    if (raw === null) return stream.reset();
    const peerId = server.room.peerAt(connection);
    if (peerId !== null) server.onHeard(peerId);
    await answer(server, exchange, raw);
  } catch (error) {
    await refuse(stream, error);
  } finally {
    leave?.();
  }
}

/** A stream that stays silent is given up, so that idle ones cannot pile up. */
function readRequest({ stream, reader }: Exchange): Promise<unknown> {
  return withAbort(stream, AbortSignal.timeout(controlTimeoutMs), () => reader.message(maxRequestBytes));
}

async function answer(server: Server, exchange: Exchange, raw: unknown): Promise<void> {
  const { room } = server;
  const { connection, stream } = exchange;
  const hello = parseAnyHello(raw);
  if (hello !== null && hello.protocolVersion !== protocolVersion) {
    return finish(stream, room.refuseVersion(hello, connection));
  }
  const body = await answerBody(server, exchange, parseRequest(raw));
  if (body !== null) await finish(stream, body);
}

async function finish(stream: ByteStream, body: unknown): Promise<void> {
  await stream.write(encodeMessage(body));
  await stream.end();
}

/** The whole answer as JSON, or null when it was already sent. */
async function answerBody(server: Server, exchange: Exchange, request: PeerRequest): Promise<unknown> {
  const { room } = server;
  const { connection, stream, reader } = exchange;
  server.guard?.check(connection, request);
  switch (request.type) {
    case 'hello':
      await withAbort(stream, AbortSignal.timeout(controlTimeoutMs), () =>
        room.acceptHello(request, connection, stream, reader),
      );
      return { ok: true };
    case 'ping':
      return room.answerPing(connection, request);
    case 'goodbye':
      room.acceptGoodbye(requirePeer(room, connection));
      return { ok: true };
    case 'lane':
      room.acceptLane(requirePeer(room, connection), request.lane);
      return { ok: true };
    case 'list-games':
      return { ok: true, ...room.snapshot() };
    case 'library-delta':
      return room.acceptDelta(requirePeer(room, connection), request);
    case 'get-game':
      return serveListing(server, request.gameId);
    case 'get-manifest':
      return serveHashes(server, request);
    case 'get-game-file-data':
      await serveBytes(server, exchange, { ...request, manifestId: null, offset: 0, length: null });
      return null;
    case 'get-game-file-chunk':
      await serveBytes(server, exchange, request);
      return null;
    case 'have':
      await server.serveHave(exchange, request);
      return null;
    case 'stream-install':
      await serveStreamedInstall(server, exchange, request);
      return null;
    default:
      return assertNever(request);
  }
}

function requirePeer(room: Room, connection: Connection): PeerId {
  const peerId = room.peerAt(connection);
  if (peerId !== null) return peerId;
  throw new PeerError('request-refused', 'Say hello first on this connection.');
}

/** Says no in words where the stream still allows it. */
async function refuse(stream: ByteStream, error: unknown): Promise<void> {
  const { code, message } = toErrorData(error);
  try {
    await finish(stream, { ok: false, code, message } satisfies Refusal);
  } catch {
    stream.reset();
  }
}
