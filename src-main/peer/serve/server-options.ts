// What the server needs of the rest of the peer.
import type { GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import type { Disk } from '../disk/disk.ts';
import type { ArchiveSource } from '../edge/archive-source.ts';
import type { Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import type { LibraryHashing } from '../library/hash-library.ts';
import type { PartialGames } from '../library/partial-games.ts';
import type { FrameReader } from '../protocol/framing.ts';
import type { Room } from '../room/room.ts';
import type { ByteStream, Connection } from '../transport/transport.ts';
import type { BlockGuard } from './block-guard.ts';
import type { OpenFiles } from './open-files.ts';
import type { OutboundTransfers } from './outbound-transfers.ts';
import type { UploadOrder } from './upload-order.ts';

export interface ServerOptions {
  room: Room;
  outbound: OutboundTransfers;
  disk: Disk;
  gameDir: () => string | null;
  /** The version that we serve now; null when the game must not be served. */
  servedVersion: (gameId: GameId) => GameVersion | null;
  onHeard: (peerId: PeerId) => void;
  /** Of the present games folder; null while there is none. */
  hashing: () => Pick<LibraryHashing, 'manifestId' | 'manifest' | 'isUnchanged'> | null;
  partials: PartialGames;
  uploads: UploadOrder;
  files: OpenFiles;
  /** Left out, everybody of the room is given what they ask for. */
  guard?: BlockGuard;
  /** null = nothing is unpacked for others here. */
  archives: ArchiveSource | null;
  clock?: Clock;
  log?: Log;
}

/** One stream that another peer has opened. */
export interface Exchange {
  connection: Connection;
  stream: ByteStream;
  reader: FrameReader;
}
