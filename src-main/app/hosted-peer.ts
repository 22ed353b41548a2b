// The peer as a host sees it; the real one satisfies this shape.
import type { GameId, GameRow, PeerId } from '../../src-shared/game.ts';
import type { ActiveOperation } from '../../src-shared/operation.ts';
import type { CommandKind, CommandResult, PeerCommand } from '../../src-shared/peer-command.ts';
import type { DownloadProgress, InstallProgress } from '../../src-shared/peer-event.ts';
import type { PeerRow } from '../../src-shared/peer-row.ts';
import type { Stop } from '../peer/edge/stop.ts';

/** The truth of this moment; events only say that it changed. */
export interface HostedSnapshot {
  self: { peerId: PeerId; name: string; addresses: string[] };
  gameDir: string | null;
  games: GameRow[];
  operations: ActiveOperation[];
  downloads: DownloadProgress[];
  installs: InstallProgress[];
  peers: PeerRow[];
  outboundTransfers: Record<GameId, number>;
}

export interface HostedPeer {
  /** Answers at once; an outcome that takes time comes as an event. Throws PeerError. */
  send: <K extends CommandKind>(command: Extract<PeerCommand, { kind: K }>) => Promise<CommandResult<K>>;
  snapshot: () => HostedSnapshot;
  rename: (name: string) => void;
  stop: Stop;
}
