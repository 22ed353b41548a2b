// Answers the requests of other peers: one stream, one request, one answer.
import path from 'node:path';
import type { GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import { PeerError, toErrorData } from '../../../src-shared/peer-error.ts';
import { assertNever } from '../../../src-shared/assert-never.ts';
import type { Disk } from '../disk/disk.ts';
import { listGameFiles } from '../library/list-game-files.ts';
import { createFrameReader, encodeMessage, type FrameReader } from '../protocol/framing.ts';
import { controlTimeoutMs, maxRequestBytes, protocolVersion } from '../protocol/limits.ts';
import type { GameManifest, PeerRequest, Refusal } from '../protocol/messages.ts';
import { parseAnyHello, parseRequest } from '../protocol/parse.ts';
import { withAbort } from '../room/ask.ts';
import type { Room } from '../room/room.ts';
import type { ByteStream, Connection } from '../transport/transport.ts';
import { openGameFile } from './open-game-file.ts';
import type { OutboundTransfers } from './outbound-transfers.ts';
import { sendFileRange } from './serve-file.ts';

export interface ServerOptions {
  room: Room;
  outbound: OutboundTransfers;
  disk: Disk;
  gameDir: () => string | null;
  /** The version that we serve now; null when the game must not be served. */
  servedVersion: (gameId: GameId) => GameVersion | null;
  onHeard: (peerId: PeerId) => void;
}

interface Exchange {
  connection: Connection;
  stream: ByteStream;
  reader: FrameReader;
}

/** Answers every stream that the other side opens on the connections given to the result. */
export function createServer(options: ServerOptions): (connection: Connection) => void {
  return (connection) => {
    connection.onStream((stream) => {
      void serveStream(options, { connection, stream, reader: createFrameReader(stream) });
    });
  };
}

async function serveStream(options: ServerOptions, exchange: Exchange): Promise<void> {
  const { connection, stream } = exchange;
  try {
    const raw = await readRequest(exchange);
    if (raw === null) return stream.reset();
    const peerId = options.room.peerAt(connection);
    if (peerId !== null) options.onHeard(peerId);
    await answer(options, exchange, raw);
  } catch (error) {
    await refuse(stream, error);
  }
}

/** A stream that stays silent is given up, so that idle ones cannot pile up. */
function readRequest({ stream, reader }: Exchange): Promise<unknown> {
  return withAbort(stream, AbortSignal.timeout(controlTimeoutMs), () => reader.message(maxRequestBytes));
}

async function answer(options: ServerOptions, exchange: Exchange, raw: unknown): Promise<void> {
  const { room } = options;
  const { connection, stream } = exchange;
  const hello = parseAnyHello(raw);
  if (hello !== null && hello.protocolVersion !== protocolVersion) {
    return finish(stream, room.refuseVersion(hello, connection));
  }
  const body = await answerBody(options, exchange, parseRequest(raw));
  if (body !== null) await finish(stream, body);
}

async function finish(stream: ByteStream, body: unknown): Promise<void> {
  await stream.write(encodeMessage(body));
  await stream.end();
}

/** The whole answer as JSON, or null when it was already sent. */
async function answerBody(options: ServerOptions, exchange: Exchange, request: PeerRequest): Promise<unknown> {
  const { room } = options;
  const { connection, stream, reader } = exchange;
  switch (request.type) {
    case 'hello':
      await withAbort(stream, AbortSignal.timeout(controlTimeoutMs), () =>
        room.acceptHello(request, connection, stream, reader),
      );
      return { ok: true };
    case 'ping':
      return { ok: true };
    case 'goodbye':
      room.acceptGoodbye(requirePeer(room, connection));
      return { ok: true };
    case 'list-games':
      return { ok: true, ...room.snapshot() };
    case 'library-delta':
      return room.acceptDelta(requirePeer(room, connection), request);
    case 'get-game':
      return serveManifest(options, request.gameId);
    case 'get-game-file-data':
      return serveBytes(options, stream, request, { offset: 0, length: null });
    case 'get-game-file-chunk':
      return serveBytes(options, stream, request, request);
    case 'stream-install':
    case 'have':
      throw new PeerError('not-supported-yet', `This PC does not answer ${request.type} yet.`);
    default:
      return assertNever(request);
  }
}

function requirePeer(room: Room, connection: Connection): PeerId {
  const peerId = room.peerAt(connection);
  if (peerId !== null) return peerId;
  throw new PeerError('request-refused', 'Say hello first on this connection.');
}

async function serveManifest(options: ServerOptions, gameId: GameId): Promise<GameManifest> {
  const transfer = options.outbound.begin(gameId);
  try {
    const { gameDir, version } = requireServed(options, gameId);
    return { ok: true, gameId, version, files: await listGameFiles(options.disk, path.join(gameDir, gameId)) };
  } finally {
    transfer.end();
  }
}

async function serveBytes(
  options: ServerOptions,
  stream: ByteStream,
  request: { gameId: GameId; version: GameVersion; path: string },
  range: { offset: number; length: number | null },
): Promise<null> {
  const transfer = options.outbound.begin(request.gameId);
  try {
    const { gameDir, version } = requireServed(options, request.gameId);
    if (version !== request.version) throw new PeerError('request-refused', `Version ${version} is served here.`);
    const file = await openGameFile(gameDir, request.gameId, request.path);
    try {
      await sendFileRange(stream, file, range, transfer.signal);
    } finally {
      await file.close();
    }
    return null;
  } finally {
    transfer.end();
  }
}

function requireServed(options: ServerOptions, gameId: GameId): { gameDir: string; version: GameVersion } {
  const version = options.servedVersion(gameId);
  const gameDir = options.gameDir();
  if (version === null || gameDir === null) throw new PeerError('request-refused', `${gameId} is not served here now.`);
  return { gameDir, version };
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
