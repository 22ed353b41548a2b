// A peer that only remembers what it was told, for tests of the hosts.
import type { GameRow } from '../../../src-shared/game.ts';
import type { PeerCommand } from '../../../src-shared/peer-command.ts';
import type { Peer, PeerSnapshot } from '../../peer/peer.ts';

export interface FakePeer extends Peer {
  sent: PeerCommand[];
  names: string[];
  /** Whether a game runs, each time it was told. */
  playing: boolean[];
  state: PeerSnapshot;
  /** What the next command fails with. */
  failure: Error | null;
  stopped: boolean;
}

export function gameRow(id: string, change: Partial<GameRow> = {}): GameRow {
  return {
    id,
    title: `Game ${id}`,
    version: '20260101',
    downloaded: false,
    installed: false,
    availability: null,
    localVersion: null,
    installedVersion: null,
    localBytes: 0,
    peerCount: 0,
    remoteBytes: null,
    unpackedBytes: null,
    otherVersionPeerCount: 0,
    ...change,
  };
}

export function createFakePeer(games: GameRow[] = []): FakePeer {
  const fake: FakePeer = {
    sent: [],
    names: [],
    playing: [],
    failure: null,
    stopped: false,
    state: {
      self: { peerId: 'peer-1', name: 'Ada', addresses: ['10.0.0.1:4711'] },
      gameDir: null,
      games,
      operations: [],
      downloads: [],
      installs: [],
      queue: [],
      verifications: [],
      hashing: { gameId: null, hashedBytes: 0, totalBytes: 0 },
      peers: [],
      recoveryFailures: [],
      outboundTransfers: {},
    },
    isServing: () => Object.keys(fake.state.outboundTransfers).length > 0,
    send: async (command) => {
      if (fake.failure !== null) throw fake.failure;
      fake.sent.push(command);
      return undefined as never;
    },
    snapshot: () => fake.state,
    roomFacts: () => ({ unreachable: [], calledByOthers: false, clockOffsetsMs: [], twins: [], discovers: true }),
    rename: (name) => void fake.names.push(name),
    reintroduce: () => {},
    setPlaying: (playing) => void fake.playing.push(playing),
    stop: async () => void (fake.stopped = true),
  };
  return fake;
}
