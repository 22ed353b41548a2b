// The stand-in's room: who has what, three games on their way, and PCs that can be blocked.
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';
import type { DoctorFinding } from '../../src-shared/doctor.ts';
import type { PeerId } from '../../src-shared/game.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import type { BlockedPeer, RoomReport, SpreadCell, SpreadGame } from '../../src-shared/room-report.ts';

export const standInFindings: DoctorFinding[] = [
  { code: 'link-half-duplex', level: 'bad', about: { card: 'Ethernet', mbit: '100' } },
  { code: 'peers-unreachable', level: 'bad', about: { addresses: '192.168.178.77:47810' } },
  { code: 'vpn-route', level: 'warn', about: { card: 'WireGuard' } },
  { code: 'version-mismatch', level: 'warn', about: { peers: 'old-laptop (0)', here: '1' } },
  { code: 'clock-behind', level: 'warn', about: { by: '58 min' } },
  { code: 'reachable-unknown', level: 'unknown', about: {} },
  { code: 'adapter-good', level: 'good', about: { cards: 'Ethernet (192.168.178.20)' } },
  { code: 'multicast-good', level: 'good', about: {} },
  { code: 'firewall-good', level: 'good', about: {} },
  { code: 'folder-good', level: 'good', about: { path: '/home/robin/Games', gigabytes: '418.0' } },
];

export interface StandInRoom {
  describe: (search: string, limit: number) => RoomReport;
  block: (peerId: PeerId, blocked: boolean) => undefined;
}

interface Host {
  /** Its peers and games are shown, and the peers are kept up to date. */
  state: AppSnapshot;
  emit: (event: PeerEvent) => void;
}

/** Percent a second. */
const pace: Record<string, number> = { '0ad': 0.9, xonotic: 0.45, supertuxkart: 1.3 };

export function createStandInRoom({ state, emit }: Host): StandInRoom {
  const blocked = new Map<PeerId, BlockedPeer>();
  const startedMs = performance.now();
  return {
    describe: (search, limit) => {
      const atMs = performance.now();
      const here = state.peers.filter((peer) => peer.state === 'connected' && !peer.blocked);
      const columns = [
        { peerId: state.self.peerId, name: state.self.name, isSelf: true },
        ...here.map(({ peerId, name }) => ({ peerId, name, isSelf: false })),
      ];
      const all = standInSpread(state, columns.length, (atMs - startedMs) / 1000);
      const spreading = all.filter(({ cells }) => cells.some(({ state: held }) => held === 'partial'));
      const games = all.filter(({ title }) => title.toLowerCase().includes(search.trim().toLowerCase()));
      const sent = here.map(({ peerId }, at) => ({ peerId, bytes: (atMs - startedMs) * (at % 2) * 31_000 }));
      const moreGames = Math.max(0, games.length - limit);
      return {
        atMs,
        columns,
        games: games.slice(0, limit),
        spreading,
        moreGames,
        sent,
        blocked: [...blocked.values()],
      };
    },
    block: (peerId, isBlocked) => {
      const peer = state.peers.find((row) => row.peerId === peerId);
      if (isBlocked) blocked.set(peerId, { peerId, name: peer?.name ?? peerId });
      else blocked.delete(peerId);
      if (peer === undefined) return undefined;
      peer.blocked = isBlocked;
      emit({ kind: 'peer-updated', peer: { ...peer } });
      return undefined;
    },
  };
}

function standInSpread(state: AppSnapshot, columns: number, seconds: number): SpreadGame[] {
  const rows = state.games.map((row, index): SpreadGame => {
    const cells = Array.from({ length: columns }, (_, column) => cellOf(row, index, column, seconds)).filter(
      (cell) => cell !== null,
    );
    return { gameId: row.id, title: row.title, bytes: row.size ?? row.localBytes, cells };
  });
  const spreads = ({ gameId }: SpreadGame) => Number(gameId in pace);
  const shown = rows.filter(({ cells }) => cells.length > 0);
  return shown.toSorted((a, b) => spreads(b) - spreads(a) || b.cells.length - a.cells.length);
}

function cellOf(row: AppSnapshot['games'][number], index: number, column: number, seconds: number): SpreadCell | null {
  if (column === 0 && row.downloaded) {
    return { column, state: row.localVersion === row.version ? 'serving' : 'other-version', percent: 100 };
  }
  const speed = pace[row.id];
  if (speed !== undefined && column % 2 === 0) {
    const percent = Math.floor(12 + column * 9 + seconds * speed);
    return percent >= 100 ? { column, state: 'serving', percent: 100 } : { column, state: 'partial', percent };
  }
  if (column === 0 || (index * 7 + column * 3) % 6 >= row.peerCount) return null;
  const state = (index + column) % 17 === 0 ? 'busy' : (index + column * 2) % 13 === 0 ? 'other-version' : 'serving';
  return { column, state, percent: 100 };
}
