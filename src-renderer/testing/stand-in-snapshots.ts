// What the stand-in's windows begin with: PCs, and evenings of different business.
import type { AppSnapshot, Settings } from '../../src-shared/app-bridge.ts';
import { defaultAppearance } from '../../src-shared/appearance.ts';
import type { QueuedDownload, QueueState } from '../../src-shared/download-queue.ts';
import type { GameId } from '../../src-shared/game.ts';
import type { UninstallPreview } from '../../src-shared/peer-command.ts';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import type { DownloadProgress } from '../../src-shared/peer-event.ts';
import type { Lane, LinkKind, PeerRow } from '../../src-shared/peer-row.ts';
import { defaultNetworkSettings } from '../../src-shared/network-settings.ts';
import { defaultSystemSettings } from '../../src-shared/system-settings.ts';
import { defaultLimits, type TransferLimits } from '../../src-shared/transfer-limits.ts';
import { standInGames } from './stand-in-games.ts';

const peerNames = ['alice', 'bruno-desktop', 'Chiara', 'dmitri', 'Emil (attic)', 'franzi'];
const lanes: readonly (Lane | null)[] = ['tls', 'tls', 'quic', 'tls'];

const hostNames = ['ALICE-PC', 'bruno-desktop', 'DESKTOP-7Q2KPL1'];
const links: readonly (LinkKind | null)[] = ['wired', 'wired', 'wifi', null, 'wired'];

export function standInPeers(): PeerRow[] {
  const peers = peerNames.map((name, index) => ({
    peerId: `peer-${name}`,
    name,
    address: `192.168.178.${21 + index * 7}`,
    port: 47_000,
    state: 'connected' as const,
    protocolVersion: 1,
    appVersion: index === 3 ? null : '0.1.0',
    hostName: index === 3 ? null : (hostNames[index] ?? `PC-${index + 1}`),
    link: links[index] ?? null,
    gameCount: 31 - index * 4,
    lane: lanes[index] ?? null,
    ban: null,
    blocked: false,
  }));
  const old: PeerRow = { ...(peers[0] as PeerRow), peerId: 'peer-old', name: 'old-laptop', state: 'incompatible' };
  return [
    ...peers,
    {
      ...old,
      address: '192.168.178.90',
      protocolVersion: 0,
      appVersion: null,
      hostName: null,
      link: null,
      gameCount: 0,
      lane: null,
    },
  ];
}

export function crowdOfPeers(count: number): PeerRow[] {
  const [first] = standInPeers();
  return Array.from({ length: count }, (_, index) => ({
    ...(first as PeerRow),
    peerId: `peer-${index}`,
    name: `player-${index + 1}`,
    address: `192.168.178.${21 + index}`,
  }));
}

export const standInSettings = (changes: Partial<Settings> = {}): Settings => ({
  playerName: 'Robin',
  gameDir: '/home/robin/Games',
  limits: defaultLimits,
  language: 'system',
  appearance: defaultAppearance,
  system: defaultSystemSettings,
  network: defaultNetworkSettings,
  ...changes,
});

export function standInSnapshot(changes: Partial<AppSnapshot> = {}): AppSnapshot {
  return {
    host: 'browser',
    self: {
      peerId: '3f9c1e7a5b2d48069c1a7e3b5d2f4860',
      name: 'Robin',
      addresses: ['192.168.178.20:47000'],
      appVersion: '0.1.0',
      protocolVersion: 1,
    },
    settings: standInSettings(),
    defaults: standInSettings({ playerName: 'robin', gameDir: null }),
    gameDir: { path: '/home/robin/Games', freeBytes: 418_000_000_000, problem: null },
    network: {
      wanted: defaultNetworkSettings,
      listenPort: 47_000,
      isGiven: { port: false, roomDir: false },
      problems: { port: null, roomDir: null },
    },
    games: standInGames(),
    operations: [],
    downloads: [],
    installs: [],
    queue: [],
    verifications: [],
    hashing: { gameId: null, hashedBytes: 0, totalBytes: 0 },
    peers: standInPeers(),
    recoveryFailures: [],
    running: [],
    lastPlayed: {},
    finished: [],
    catalogSize: 120,
    ...changes,
  };
}

const inQueue = (gameId: GameId, state: QueueState, error: ErrorData | null = null): QueuedDownload => ({
  gameId,
  install: true,
  state,
  error,
});

/** A busy evening: some downloads and an install under way. */
export function busySnapshot(changes: Partial<AppSnapshot> = {}): AppSnapshot {
  return standInSnapshot({
    settings: standInSettings({ limits: { ...defaultLimits, concurrentDownloads: 3 } }),
    queue: [
      inQueue('0ad', 'running'),
      inQueue('supertuxkart', 'running'),
      inQueue('warsow', 'running'),
      inQueue('xonotic', 'queued'),
    ],
    operations: [
      { gameId: '0ad', kind: 'downloading' },
      { gameId: 'supertuxkart', kind: 'downloading' },
      { gameId: 'unvanquished', kind: 'installing' },
      { gameId: 'warsow', kind: 'downloading' },
    ],
    downloads: [
      downloadProgress('0ad', 2_860_000_000, 0.46),
      { ...downloadProgress('warsow', 517_000_000, 0), phase: 'checking-space', bytesPerSecond: 0 },
      downloadProgress('supertuxkart', 735_000_000, 0.83),
    ],
    installs: [{ gameId: 'unvanquished', writtenBytes: 512_000_000, totalBytes: 1_380_000_000 }],
    ...changes,
  });
}

const twoAtOnce: TransferLimits = {
  ...defaultLimits,
  upload: 40_000_000,
  playingUpload: 2_500_000,
  concurrentDownloads: 2,
};

export function downloadProgress(gameId: GameId, totalBytes: number, share: number): DownloadProgress {
  const rates = [46_200_000, 31_800_000, 22_400_000, 9_100_000];
  const weights = [0.42, 0.29, 0.2, 0.09];
  return {
    gameId,
    phase: 'downloading',
    downloadedBytes: totalBytes * share,
    totalBytes,
    bytesPerSecond: rates.reduce((sum, rate) => sum + rate, 0),
    writtenBytesPerSecond: 98_000_000,
    verified: true,
    waitingFor: null,
    sources: rates.map((bytesPerSecond, index) => ({
      peerId: `peer-${peerNames[index]}`,
      name: peerNames[index] as string,
      bytes: totalBytes * share * (weights[index] as number),
      bytesPerSecond,
      lane: lanes[index] ?? null,
      complete: index !== 2,
    })),
  };
}

const oneSource = downloadProgress('zero-k', 179_000_000 / 0.2, 1).sources.slice(2, 3);

/** Every state that a download can be in, a ban, a verification, and the library being hashed. */
export function queueSnapshot(): AppSnapshot {
  const [first, second, ...rest] = standInPeers();
  const wrongBytes = (name: string) => `${name} sent wrong bytes of 0ad.eti (piece 7).`;
  return standInSnapshot({
    settings: standInSettings({ limits: twoAtOnce }),
    queue: [
      inQueue('0ad', 'running'),
      inQueue('zero-k', 'running'),
      inQueue('ufo-ai', 'stalled'),
      inQueue('xonotic', 'queued'),
      inQueue('wesnoth', 'queued'),
      inQueue('red-eclipse', 'paused'),
      inQueue('mindustry', 'failed', {
        code: 'disk-full',
        message: 'The disk has 80 MB free, and the update needs 112 MB.',
        hint: 'Make room, or let it replace the old version.',
      }),
      inQueue('speed-dreams', 'failed', {
        code: 'no-majority',
        message: 'The PCs in the room have different files of this version.',
        hint: 'Ask whose copy is the right one, and verify it there.',
      }),
    ],
    operations: [
      { gameId: '0ad', kind: 'downloading' },
      { gameId: 'zero-k', kind: 'downloading' },
      { gameId: 'ufo-ai', kind: 'downloading' },
      { gameId: 'hedgewars', kind: 'verifying' },
    ],
    downloads: [
      downloadProgress('0ad', 2_860_000_000, 0.46),
      {
        ...downloadProgress('zero-k', 2_240_000_000, 0.08),
        bytesPerSecond: 22_400_000,
        verified: false,
        sources: oneSource,
      },
      {
        ...downloadProgress('ufo-ai', 1_460_000_000, 0.71),
        phase: 'waiting',
        bytesPerSecond: 0,
        sources: [],
        waitingFor: 'Waiting for a PC that has the last 423 MB.',
      },
      { ...downloadProgress('red-eclipse', 1_830_000_000, 0.38), bytesPerSecond: 0, sources: [] },
      { ...downloadProgress('speed-dreams', 3_120_000_000, 0.12), bytesPerSecond: 0, sources: [] },
    ],
    verifications: [{ gameId: 'hedgewars', checkedBytes: 133_000_000, totalBytes: 214_000_000 }],
    hashing: { gameId: 'openra', hashedBytes: 620_000_000, totalBytes: 1_790_000_000 },
    peers: [
      { ...(first as PeerRow), ban: { everything: false, gameIds: ['0ad'], reason: wrongBytes('alice') } },
      {
        ...(second as PeerRow),
        ban: { everything: true, gameIds: ['0ad', 'xonotic', 'openra'], reason: wrongBytes('bruno-desktop') },
      },
      ...rest,
    ],
  });
}

/** As if the game had been played for a while. */
export const uninstallPreview = (gameId: GameId): UninstallPreview => ({
  gameId,
  files: 412,
  bytes: 2_310_000_000,
  playerFiles: 5,
  playerBytes: 1_800_000,
  examples: ['config/keys.cfg', 'saves/autosave.sav', 'saves/level 7.sav', 'screenshots/1.png', 'screenshots/2.png'],
  keptIn: `/home/robin/Games/.lanspread-kept/${gameId}`,
});
