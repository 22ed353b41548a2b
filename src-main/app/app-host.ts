// What a launcher window talks to, whatever stands between: answers its calls and tells it what happens.
import type {
  AppSnapshot,
  AppTopics,
  HostKind,
  SavedDiagnostics,
  Settings,
  TopicName,
} from '../../src-shared/app-bridge.ts';
import { assertNever } from '../../src-shared/assert-never.ts';
import type { GameId } from '../../src-shared/game.ts';
import type { StartedNetwork } from '../../src-shared/network-settings.ts';
import type { PeerCommand } from '../../src-shared/peer-command.ts';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import type { Stop } from '../peer/edge/stop.ts';
import { parseAppCall, type AppCall } from './app-call-schema.ts';
import { createKnownPeople, makeDiagnostics } from './diagnostics.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { createEventOutbox } from './event-outbox.ts';
import { createFinishedList, type FinishedList } from './finished-list.ts';
import { findGameScripts, openGameFolder, startInstalled } from './game-calls.ts';
import { readGameDirInfo } from './game-dir-info.ts';
import type { Peer } from '../peer/peer.ts';
import { listFolders } from './list-folders.ts';
import { makePrivateRoom } from './make-private-room.ts';
import type { LogTail } from './log-tail.ts';
import type { GamePlayer } from './play-game.ts';
import type { PlayTimes } from './play-times.ts';
import { createSettingsApplier } from './apply-settings.ts';
import type { SettingsStore } from './settings-store.ts';
import type { UnpackLog } from './unpack-log.ts';

export interface AppHostOptions {
  peer: Peer;
  settings: SettingsStore;
  player: GamePlayer;
  unpackLog: Pick<UnpackLog, 'runs'>;
  playTimes: Pick<PlayTimes, 'all' | 'recordNow'>;
  host: HostKind;
  /** Catalog entries in all. */
  catalogSize: number;
  appVersion: string;
  protocolVersion: number;
  network: StartedNetwork;
  /** Where a private room is made when no folder is chosen. */
  madeRoomDir: string;
  /** Native folder picker; null when cancelled. */
  chooseFolder?: (() => Promise<string | null>) | undefined;
  /** Asks where to, and writes it there; null when cancelled. */
  saveFile?: ((name: string, bytes: Buffer) => Promise<string | null>) | undefined;
  logTail?: Pick<LogTail, 'read' | 'earlierCount'> | undefined;
  /** Shows a folder in the system's file manager. */
  openFolder?: ((path: string) => Promise<void>) | undefined;
}

/** One topic with its data. */
export type TopicMessage = { [T in TopicName]: { topic: T; data: AppTopics[T] } }[TopicName];

export interface AppHost {
  /** Checks and answers one call of a window. Throws PeerError. */
  handleCall: (name: string, input: unknown) => Promise<unknown>;
  /** Passes an event of the peer on to the windows, in a later turn of the event loop. */
  receivePeerEvent: (event: PeerEvent) => void;
  /** Shows a game in the windows that are there, else in the next one. */
  openGame: (gameId: GameId, problem: ErrorData | null) => void;
  /** For a window; answers how to leave. */
  subscribe: (listener: (message: TopicMessage) => void) => () => void;
  /** The same for what is no window. */
  watch: (listener: (message: TopicMessage) => void) => () => void;
  stop: Stop;
}

export function createAppHost(options: AppHostOptions): AppHost {
  const listeners = new Set<(message: TopicMessage) => void>();
  const watchers = new Set<(message: TopicMessage) => void>();
  let wanted: TopicMessage | null = null;
  const outbox = createEventOutbox<TopicMessage>((message) => {
    for (const listener of [...watchers, ...listeners]) listener(message);
  });
  let tellings = 0;
  const tellSettings = async (settings: Settings) => {
    const telling = ++tellings;
    const gameDir = await currentGameDir(settings);
    // A disk that is being unplugged answers late: by then newer settings may have been told.
    if (telling === tellings) outbox.push({ topic: 'settings-changed', data: { settings, gameDir } });
  };
  const settings = createSettingsApplier(options.peer, options.settings, options.network.listenPort, tellSettings);
  const leavePlayer = options.player.watch((change) => outbox.push({ topic: 'running-changed', data: change }));
  const notePlayed = (gameId: GameId) => {
    outbox.push({ topic: 'game-played', data: { gameId, playedMs: options.playTimes.recordNow(gameId) } });
  };
  const people = createKnownPeople();
  const finished = createFinishedList();
  const parts: Parts = { ...options, people, finished, saveSettings: settings.save, notePlayed };
  return {
    handleCall: async (name, input) => answerCall(parts, parseAppCall(name, input)),
    receivePeerEvent: (event) => {
      people.note(event);
      if (event.kind === 'game-dir-changed') void tellSettings(options.settings.get());
      finished.note(event);
      outbox.push({ topic: 'peer-event', data: event });
    },
    openGame: (gameId, problem) => {
      const message: TopicMessage = { topic: 'open-game', data: { gameId, problem } };
      // The window may be loading still.
      if (listeners.size === 0) wanted = message;
      else outbox.push(message);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      if (wanted !== null) outbox.push(wanted);
      wanted = null;
      return () => void listeners.delete(listener);
    },
    watch: (listener) => {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
    stop: async () => {
      leavePlayer();
      outbox.stop();
      listeners.clear();
      watchers.clear();
    },
  };
}

type Parts = AppHostOptions & {
  people: ReturnType<typeof createKnownPeople>;
  finished: FinishedList;
  saveSettings: (change: Partial<Settings>) => Promise<Settings>;
  notePlayed: (gameId: GameId) => void;
};

async function answerCall(parts: Parts, call: AppCall): Promise<unknown> {
  switch (call.name) {
    case 'get-snapshot':
      return takeSnapshot(parts);
    case 'send-command':
      return sendCommand(parts, call.input);
    case 'save-settings':
      return parts.saveSettings(call.input);
    case 'read-game-dir':
      return currentGameDir(parts.settings.get());
    case 'choose-folder':
      return (await parts.chooseFolder?.()) ?? null;
    case 'list-folders':
      return listFolders(call.input.path);
    case 'make-room':
      return makePrivateRoom(call.input.path ?? parts.madeRoomDir);
    case 'play-game':
      await startInstalled(parts, call.input.gameId, 'game');
      return parts.notePlayed(call.input.gameId);
    case 'start-server':
      return startInstalled(parts, call.input.gameId, 'server');
    case 'stop-game':
      return parts.player.end(call.input.gameId, call.input.kind);
    case 'find-scripts':
      return findGameScripts(parts, call.input.gameId);
    case 'open-game-folder':
      return openGameFolder(parts, call.input.gameId);
    case 'run-doctor':
      return runDoctor({ ...parts, settings: parts.settings.get() });
    case 'clear-finished':
      return parts.finished.clear();
    case 'unpack-log':
      return parts.unpackLog.runs();
    case 'read-log':
      return parts.logTail?.read(call.input.afterSeq) ?? [];
    case 'save-diagnostics':
      return saveDiagnostics(parts);
    default:
      return assertNever(call);
  }
}

async function takeSnapshot(parts: Parts): Promise<AppSnapshot> {
  const settings = parts.settings.get();
  const gameDir = await currentGameDir(settings);
  // Last and without a further wait, so that no event falls between this state and the answer.
  const { self, games, operations, downloads, installs, queue, verifications, hashing, peers, recoveryFailures } =
    parts.peer.snapshot();
  return {
    host: parts.host,
    self: { ...self, appVersion: parts.appVersion, protocolVersion: parts.protocolVersion },
    settings,
    defaults: parts.settings.defaults(),
    gameDir,
    network: parts.network,
    games,
    operations,
    downloads,
    installs,
    queue,
    verifications,
    hashing,
    peers,
    recoveryFailures,
    running: parts.player.running(),
    lastPlayed: parts.playTimes.all(),
    finished: [...parts.finished.all()],
    catalogSize: parts.catalogSize,
  };
}

async function saveDiagnostics(parts: Parts): Promise<SavedDiagnostics> {
  const { name, bytes } = makeDiagnostics({
    snapshot: await takeSnapshot(parts),
    runs: parts.unpackLog.runs(),
    log: parts.logTail ?? { read: () => [], earlierCount: 0 },
    people: parts.people.list(),
    at: new Date(),
  });
  if (parts.saveFile !== undefined) return { kind: 'saved', path: await parts.saveFile(name, bytes) };
  return { kind: 'file', name, bytes: bytes.toString('base64') };
}

const currentGameDir = async ({ gameDir }: Settings) => (gameDir === null ? null : readGameDirInfo(gameDir));

async function sendCommand(parts: Parts, command: PeerCommand): Promise<unknown> {
  // Otherwise the peer would use a folder or limits that the next start does not know.
  if (command.kind === 'set-game-dir') return void (await parts.saveSettings({ gameDir: command.path }));
  if (command.kind === 'set-transfer-limits') return void (await parts.saveSettings({ limits: command.limits }));
  return parts.peer.send(command);
}
