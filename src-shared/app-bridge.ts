// The one contract between a launcher window and the host that runs the peer (Electron shell or web host).
import type { Appearance, LanguageChoice } from './appearance.ts';
import type { DoctorReport } from './doctor.ts';
import type { QueuedDownload } from './download-queue.ts';
import type { FinishedDownload } from './finished-download.ts';
import type { GameId, GameRow, PeerId } from './game.ts';
import type { LogLine } from './log-line.ts';
import type { NetworkSettings, StartedNetwork } from './network-settings.ts';
import type { ActiveOperation } from './operation.ts';
import type { PeerCommand } from './peer-command.ts';
import type { ErrorData } from './peer-error.ts';
import type {
  DownloadProgress,
  HashingProgress,
  InstallProgress,
  PeerEvent,
  RecoveryFailure,
  VerifyProgress,
} from './peer-event.ts';
import type { PeerRow } from './peer-row.ts';
import type { GameScripts, LaunchKind, RunningChange, RunningGame } from './running-game.ts';
import type { SystemSettings } from './system-settings.ts';
import type { TransferLimits } from './transfer-limits.ts';
import type { UnpackRun } from './unpack-run.ts';

export interface Settings {
  /** Player name, 1–32 characters; also what other peers see. */
  playerName: string;
  /** Absolute path of the games folder; null until chosen. */
  gameDir: string | null;
  limits: TransferLimits;
  /** Of the window, and what scripts of games are told. */
  language: LanguageChoice;
  appearance: Appearance;
  system: SystemSettings;
  /** Of the next start. */
  network: NetworkSettings;
}

export interface SelfInfo {
  peerId: PeerId;
  name: string;
  /** Addresses at which other PCs reach this peer, `host:port`, best first. */
  addresses: string[];
  appVersion: string;
  protocolVersion: number;
}

export interface GameDirInfo {
  path: string;
  freeBytes: number | null;
  /** Set when the folder cannot be used, with the reason. */
  problem: string | null;
}

/** `browser`: no native folder picker, so the window asks for a path and lists folders through `list-folders`. */
export type HostKind = 'electron' | 'browser';

/** Everything a freshly loaded window needs. */
export interface AppSnapshot {
  host: HostKind;
  self: SelfInfo;
  settings: Settings;
  /** What the settings are where the player chose nothing; the games folder has no default. */
  defaults: Settings;
  gameDir: GameDirInfo | null;
  network: StartedNetwork;
  games: GameRow[];
  operations: ActiveOperation[];
  downloads: DownloadProgress[];
  installs: InstallProgress[];
  /** Every download that is not finished, in order. */
  queue: QueuedDownload[];
  verifications: VerifyProgress[];
  hashing: HashingProgress;
  peers: PeerRow[];
  recoveryFailures: RecoveryFailure[];
  /** What was started from here and still runs, as far as that can be known. */
  running: RunningGame[];
  /** When games were last started from here, milliseconds since the epoch. */
  lastPlayed: Record<GameId, number>;
  /** The last 50 downloads that have finished since the host began, the latest first, until they are cleared. */
  finished: FinishedDownload[];
  /** Catalog entries in all, seen or not. */
  catalogSize: number;
}

/** What the window's own folder picker shows; an answer's path may be passed back as it is. */
export interface FolderListing {
  /** Absolute; '' is the list of drives, which exists on Windows only. */
  path: string;
  /** One level up ('' = the list of drives); null at the very top. */
  parent: string | null;
  /** Names of the folders within, sorted, without hidden ones. A child's path is `path + '/' + name` on every system. */
  folders: string[];
}

/** `file`: the host cannot save files, so the window does. Electron saves it itself; `path: null` = cancelled. */
export type SavedDiagnostics =
  { kind: 'saved'; path: string | null } | { kind: 'file'; name: string; /** Base64. */ bytes: string };

/** Calls: input and output by name. Failures arrive as `ErrorData`. */
export interface AppCalls {
  'get-snapshot': { input: undefined; output: AppSnapshot };
  'send-command': { input: PeerCommand; output: unknown };
  /** Saves what is given, applies it, answers the whole. A refused value changes nothing. */
  'save-settings': { input: Partial<Settings>; output: Settings };
  /** The games folder as it is now, with its free space; null when none is set. */
  'read-game-dir': { input: undefined; output: GameDirInfo | null };
  /** Native picker; null when cancelled or when the host has none. */
  'choose-folder': { input: undefined; output: string | null };
  /** `path: null` starts at the player's home folder. */
  'list-folders': { input: { path: string | null }; output: FolderListing };
  /** Resolves once it runs. */
  'play-game': { input: { gameId: GameId }; output: undefined };
  'start-server': { input: { gameId: GameId }; output: undefined };
  /** Asks it to end, and ends it after 5 s; resolves once it is gone. */
  'stop-game': { input: { gameId: GameId; kind: LaunchKind }; output: undefined };
  'find-scripts': { input: { gameId: GameId }; output: GameScripts };
  /** Makes a private room in a new or other folder, null = in the state folder; answers the folder. Joins nothing. */
  'make-room': { input: { path: string | null }; output: string };
  /** Shows the game's folder in the system's file manager (Electron only). */
  'open-game-folder': { input: { gameId: GameId }; output: undefined };
  /** Looks at the network, the firewall and the games folder; takes a few seconds. */
  'run-doctor': { input: undefined; output: DoctorReport };
  /** Empties the list of finished downloads. */
  'clear-finished': { input: undefined; output: undefined };
  /** How the last runs of the archive engine ended, newest first. */
  'unpack-log': { input: undefined; output: UnpackRun[] };
  /** The last lines of the application log after the one of this number; 0 = from the first that is kept. */
  'read-log': { input: { afterSeq: number }; output: LogLine[] };
  /** Versions, settings, room and logs without names and addresses, as one zip file. */
  'save-diagnostics': { input: undefined; output: SavedDiagnostics };
}

export type CallName = keyof AppCalls;

/** Topics: what the host tells without being asked. */
export interface AppTopics {
  'peer-event': PeerEvent;
  'settings-changed': { settings: Settings; gameDir: GameDirInfo | null };
  'running-changed': RunningChange;
  'game-played': { gameId: GameId; playedMs: number };
  /** A link, a notification or a command line leads to this game; `problem` is why it could not be started. */
  'open-game': { gameId: GameId; problem: ErrorData | null };
}

export type TopicName = keyof AppTopics;

/** What the renderer sees as `window.lanspread`. */
export interface AppBridge {
  call: <K extends CallName>(name: K, input: AppCalls[K]['input']) => Promise<AppCalls[K]['output']>;
  subscribe: <T extends TopicName>(topic: T, listener: (data: AppTopics[T]) => void) => () => void;
  /** The host is gone (`false`) or back (`true`); the window then asks for a new snapshot. */
  onConnection: (listener: (connected: boolean) => void) => () => void;
}
