// A server with made-up surroundings over the in-memory transport, and those who ask it, for tests.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { GameId, GameVersion, PeerId } from '../../../../src-shared/game.ts';
import { makeTempDir } from '../../disk/testing/temp-dir.ts';
import { realDisk } from '../../disk/real-disk.ts';
import type { ArchiveSource } from '../../edge/archive-source.ts';
import { systemClock, type Clock } from '../../edge/clock.ts';
import type { RateLimiter } from '../../edge/rate-limiter.ts';
import { createPartialGames, type PartialGame, type PartialGames } from '../../library/partial-games.ts';
import { createFrameReader, encodeMessage, type FrameReader } from '../../protocol/framing.ts';
import { maxResponseBytes } from '../../protocol/limits.ts';
import type { PeerRequest } from '../../protocol/messages.ts';
import type { Room } from '../../room/room.ts';
import type { Manifest } from '../../rules/manifest.ts';
import { PieceSet } from '../../rules/piece-set.ts';
import { cutIntoPieces } from '../../rules/pieces.ts';
import { MemoryNetwork } from '../../transport/memory.ts';
import type { ByteStream, Connection } from '../../transport/transport.ts';
import { createOpenFiles } from '../open-files.ts';
import { createOutboundTransfers, type OutboundTransfers } from '../outbound-transfers.ts';
import type { ServerOptions } from '../server-options.ts';
import { createServer } from '../server.ts';
import { createUploadOrder, type UploadOrder } from '../upload-order.ts';

export const version = '20240101';
export const manifestId = 'a'.repeat(64);
export const otherManifestId = 'b'.repeat(64);

type Hashing = NonNullable<ReturnType<ServerOptions['hashing']>>;

export interface ServeLab extends AsyncDisposable {
  gameDir: string;
  /** Games that are served whole. */
  served: Map<GameId, GameVersion>;
  /** Replaced by tests; nothing is hashed at first. */
  hashing: Hashing;
  outbound: OutboundTransfers;
  partials: PartialGames;
  uploads: UploadOrder;
  /** Who has proved to be at a host. */
  names: Map<string, PeerId>;
  /** A connection from a PC of its own. */
  connect: (host?: string) => Promise<Connection>;
  /** Writes a file below the games folder; answers its bytes. */
  write: (file: string, bytes: number) => Promise<Buffer>;
}

export const noLimit: RateLimiter = { take: async () => {}, stepBytes: Infinity, isOpen: true, setLimit: () => {} };

export async function openServeLab(
  options: { limiter?: RateLimiter; clock?: Clock; archives?: ArchiveSource } = {},
): Promise<ServeLab> {
  const { limiter = noLimit, archives = null, ...time } = options;
  const dir = await makeTempDir();
  const network = new MemoryNetwork();
  const transport = network.createTransport();
  const names = new Map<string, PeerId>();
  const files = createOpenFiles(options.clock ?? systemClock);
  const lab: ServeLab = {
    gameDir: path.join(dir.path, 'games'),
    served: new Map(),
    hashing: { manifestId: () => null, manifest: async () => null, isUnchanged: () => true },
    outbound: createOutboundTransfers(files.close),
    partials: createPartialGames(() => {}),
    uploads: createUploadOrder({ limiter, ...time }),
    names,
    connect: async (host) => {
      const asker = network.createTransport(host === undefined ? {} : { host });
      return asker.connect(listener.address, AbortSignal.timeout(5000));
    },
    write: async (file, bytes) => {
      const target = path.join(lab.gameDir, file);
      const content = patterned(bytes, file.length);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, content);
      return content;
    },
    [Symbol.asyncDispose]: async () => {
      await transport.stop();
      await dir[Symbol.asyncDispose]();
    },
  };
  await mkdir(lab.gameDir);
  const serve = createServer({
    // Of the whole room, the answers tested here use this much.
    room: { peerAt: ({ remote }: Connection) => names.get(remote.host) ?? null } as Room,
    outbound: lab.outbound,
    disk: realDisk,
    gameDir: () => lab.gameDir,
    servedVersion: (gameId) => lab.served.get(gameId) ?? null,
    onHeard: () => {},
    hashing: () => lab.hashing,
    partials: lab.partials,
    uploads: lab.uploads,
    files,
    archives,
    ...time,
  });
  const listener = await transport.listen(serve);
  return lab;
}

/** Bytes that differ from place to place, so that a wrong offset shows. */
function patterned(length: number, seed: number): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(i + seed, 0x9e3779b1);
  return Buffer.from(words.buffer, 0, length);
}

export interface TestPartial extends PartialGame {
  /** What a download does when a piece was written. */
  add: (index: number) => void;
  readonly listeners: number;
}

/** A download whose payload lies in `<gameDir>/<gameId>/.download`. */
export function makePartial(
  lab: Pick<ServeLab, 'gameDir'>,
  gameId: GameId,
  sizes: Record<string, number>,
  options: { have?: number[]; pieceBytes?: number } = {},
): TestPartial {
  const { have = [], pieceBytes = 4096 } = options;
  const files = Object.entries(sizes).map(([file, size]) => ({
    path: file,
    size,
    pieces: Array.from({ length: Math.ceil(size / pieceBytes) }, () => 'c'.repeat(64)),
  }));
  const manifest: Manifest = { gameId, version, pieceBytes, files };
  const pieces = cutIntoPieces(files, pieceBytes);
  const set = new PieceSet(pieces.length);
  for (const index of have) set.add(index);
  const listeners = new Set<(index: number) => void>();
  return {
    gameId,
    version,
    manifestId,
    manifest,
    pieces,
    totalBytes: files.reduce((sum, { size }) => sum + size, 0),
    have: set,
    fileOf: (file) => path.join(lab.gameDir, gameId, '.download', file),
    onAdded: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    add: (index) => {
      set.add(index);
      for (const listener of listeners) listener(index);
    },
    get listeners() {
      return listeners.size;
    },
  };
}

export interface Asked {
  stream: ByteStream;
  reader: FrameReader;
}

/** Sends a request and leaves its stream open. */
export async function send(connection: Connection, request: PeerRequest): Promise<Asked> {
  const stream = connection.openStream();
  await stream.write(encodeMessage(request));
  return { stream, reader: createFrameReader(stream) };
}

export interface Answer {
  head: unknown;
  bytes: Buffer;
}

/** All that is answered. Rejects when it is cut off. */
export async function readAnswer(asked: Asked, onPart?: () => void): Promise<Answer> {
  const head = await asked.reader.message(maxResponseBytes);
  return { head, bytes: await readBytes(asked, onPart) };
}

/** What follows the head. Rejects when it is cut off. */
export async function readBytes({ reader, stream }: Asked, onPart: () => void = () => {}): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for (let part = await reader.bytes(2 ** 20); part !== null; part = await reader.bytes(2 ** 20)) {
    onPart();
    parts.push(Buffer.from(part));
  }
  await stream.end();
  return Buffer.concat(parts);
}

export const ask = async (connection: Connection, request: PeerRequest): Promise<Answer> =>
  readAnswer(await send(connection, request));

export const chunk = (
  gameId: GameId,
  file: string,
  offset: number,
  length: number,
  known: string | null = manifestId,
): PeerRequest => ({ type: 'get-game-file-chunk', gameId, version, manifestId: known, path: file, offset, length });
