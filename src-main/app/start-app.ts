// Starts the peer with all its real parts and the host that windows talk to; shared by desktop, browser and command line.
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { HostKind, Settings } from '../../src-shared/app-bridge.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { systemClock } from '../peer/edge/clock.ts';
import { madeRoomDirName } from '../peer/disk/names.ts';
import { realDisk } from '../peer/disk/real-disk.ts';
import type { Log } from '../peer/edge/log.ts';
import type { Stop } from '../peer/edge/stop.ts';
import { loadCatalog, type Catalog } from '../peer/library/catalog.ts';
import { startPeer, type Peer, type PeerOptions } from '../peer/peer.ts';
import { protocolVersion } from '../peer/protocol/limits.ts';
import { loadOrCreateIdentity } from '../peer/room/identity.ts';
import type { RoomCa } from '../peer/room/certificates.ts';
import { createMdnsDiscovery } from '../peer/room/mdns.ts';
import { createHasher } from '../peer/library/hasher.ts';
import { createQuicTransport } from '../peer/transport/quic/quic-transport.ts';
import { createTlsTransport } from '../peer/transport/tls/tls-transport.ts';
import { createUnpacker, type StoppableUnpacker } from '../unrar/create-unpacker.ts';
import { forkSidecar } from '../unrar/fork-sidecar.ts';
import type { Sidecar } from '../unrar/live-sidecar.ts';
import { createAppHost, type AppHost } from './app-host.ts';
import { checkPlayerName } from './check-settings.ts';
import { readGameDirInfo } from './game-dir-info.ts';
import type { LogTail } from './log-tail.ts';
import { logUnpacks } from './log-unpacks.ts';
import { createGamePlayer, watchPlaying } from './play-game.ts';
import { createOwnLinks } from './own-links.ts';
import { openPlayTimes } from './play-times.ts';
import { restMemory, type RestMemory } from './rest-memory.ts';
import { openSettings, type SettingsStore } from './settings-store.ts';
import { lockStateDir } from './state-lock.ts';
import { moveFromPort, openRoom, planNetwork, type GivenNetwork, type NetworkPlan } from './start-network.ts';
import { openUnpackLog } from './unpack-log.ts';

export interface AppOptions extends GivenNetwork {
  /** Absolute path of the state directory; created where missing. */
  stateDir: string;
  /** For this run only, instead of the saved folder. Must be usable, unlike the saved one. */
  gameDir?: string | undefined;
  /** For this run only, instead of the saved player name. */
  name?: string | undefined;
  catalogFile: string;
  /** Holds the default room's authority. */
  certsDir: string;
  /** Largest UDP payload that is sent, where the path is known to carry more or less than usual. */
  datagramBytes?: number | undefined;
  /** False: peers are met by address only. */
  mdns: boolean;
  /** False: bulk bytes travel over QUIC only. */
  tls: boolean;
  /** False: pieces are exchanged with complete peers only. */
  swarm: boolean;
  /** Addresses to connect to at the start, `host:port`. */
  connect?: readonly string[] | undefined;
  host: HostKind;
  appVersion: string;
  log: Log;
  /** Hears every event at once, also those from before `startApp` has resolved. */
  onEvent?: ((event: PeerEvent) => void) | undefined;
  /** Starts the unpacker's process; a forked Node by default. */
  spawnSidecar?: (() => Sidecar) | undefined;
  /** The network thread's entry, where it is bundled as a file of its own. */
  workerUrl?: URL | undefined;
  /** The hashing thread's entry, likewise. */
  hashWorkerUrl?: URL | undefined;
  chooseFolder?: (() => Promise<string | null>) | undefined;
  openFolder?: ((path: string) => Promise<void>) | undefined;
  saveFile?: ((name: string, bytes: Buffer) => Promise<string | null>) | undefined;
  /** What windows show of the log that `log` writes. */
  logTail?: LogTail | undefined;
}

export interface RunningApp {
  peer: Peer;
  host: AppHost;
  catalog: Catalog;
  settings: SettingsStore;
  /** Says goodbye to the room and ends every part. */
  stop: Stop;
}

/** Throws PeerError `bad-catalog`, `bad-state`, `bad-settings`, `port-taken` or `game-dir-unusable`; then nothing runs. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { stateDir } = options;
  await makeStateDir(stateDir);
  const unlock = await lockStateDir(stateDir);
  try {
    return await startLocked(options, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function startLocked(options: AppOptions, unlock: Stop): Promise<RunningApp> {
  const { stateDir, log } = options;
  const settings = await openSettings({ stateDir, log, overrides: overridesOf(options) });
  const plan = planNetwork(options, settings.get().network);
  try {
    return await startOn(plan, options, settings, unlock);
  } catch (error) {
    if (!plan.mayMove || !(error instanceof PeerError) || error.code !== 'port-taken') throw error;
    log('warn', `Port ${plan.port} is taken, so another one is used.`);
    return startOn(moveFromPort(plan, error), options, settings, unlock);
  }
}

async function startOn(
  plan: NetworkPlan,
  options: AppOptions,
  settings: SettingsStore,
  unlock: Stop,
): Promise<RunningApp> {
  const { stateDir, log } = options;
  const { room, problem: roomProblem } = await openRoom(plan, options.certsDir);
  if (roomProblem !== null) log('warn', `This PC is alone, since its room cannot be used: ${roomProblem.message}`);
  const catalog = await loadCatalog(options.catalogFile);
  const unpackLog = await openUnpackLog({ stateDir, log });
  const playTimes = await openPlayTimes({ stateDir, clock: systemClock, log });
  const unpacker = logUnpacks(createUnpacker({ spawn: options.spawnSidecar ?? forkSidecar }), unpackLog, systemClock);
  let host: AppHost | null = null;
  let memory: RestMemory | null = null;
  const language = () => languageOf(settings.get());
  const player = createGamePlayer({ stateDir, language, clock: systemClock, log });
  let listenPort = plan.port;
  const onEvent = (event: PeerEvent) => {
    if (event.kind === 'local-peer-ready') listenPort = event.port;
    memory?.noteActivity();
    options.onEvent?.(event);
    host?.receivePeerEvent(event);
  };
  const links = createOwnLinks();
  const linkTowards = links.kindTowards;
  // Recovery must not change under a game that an earlier start of the launcher has left running.
  await player.findEarlier();
  const given = { settings, room, port: plan.port, catalog, unpacker, inUse: player, linkTowards, onEvent };
  const peer = await startRealPeer(options, given).catch(async (error: unknown) => {
    await player.stop();
    throw error;
  });
  // Not before: a start that fails leaves nothing behind that would wait.
  memory = restMemory(systemClock, peer.isServing);
  await peer.send({ kind: 'set-transfer-limits', limits: settings.get().limits });
  const leaveLinks = links.watch(systemClock, peer.reintroduce);
  watchPlaying(player, peer.setPlaying);
  host = createAppHost({
    peer,
    settings,
    player,
    unpackLog,
    playTimes,
    host: options.host,
    catalogSize: catalog.games.size,
    appVersion: options.appVersion,
    protocolVersion,
    network: {
      wanted: plan.wanted,
      listenPort,
      isGiven: plan.isGiven,
      problems: { port: plan.portProblem, roomDir: roomProblem },
    },
    madeRoomDir: join(stateDir, madeRoomDirName),
    chooseFolder: options.chooseFolder,
    openFolder: options.openFolder,
    saveFile: options.saveFile,
    logTail: options.logTail,
  });
  for (const address of options.connect ?? []) connectInBackground(peer, address, log);
  const parts = [leaveLinks, player.stop, peer.stop, unpacker.stop, unpackLog.stop, playTimes.stop, memory.stop];
  const stop = stopping([host.stop, ...parts, unlock]);
  return { peer, host, catalog, settings, stop };
}

async function makeStateDir(stateDir: string): Promise<void> {
  try {
    await realDisk.makeDirs(stateDir);
  } catch (cause) {
    const hint = 'Choose another one with --state-dir.';
    throw new PeerError('bad-state', `The state folder ${stateDir} cannot be made.`, hint, { cause });
  }
}

function connectInBackground(peer: Peer, address: string, log: Log): void {
  peer.send({ kind: 'connect-peer', address }).catch((error: unknown) => log('warn', String(error)));
}

interface PeerParts extends Pick<PeerOptions, 'catalog' | 'inUse' | 'linkTowards' | 'onEvent'> {
  settings: SettingsStore;
  room: RoomCa;
  port: number;
  unpacker: StoppableUnpacker;
}

async function startRealPeer(options: AppOptions, parts: PeerParts): Promise<Peer> {
  const { settings, room, port, unpacker, ...given } = parts;
  const { stateDir, log, workerUrl, hashWorkerUrl, datagramBytes, swarm } = options;
  const identity = await loadOrCreateIdentity(stateDir, room);
  const gameDir = await usableGameDir(options, settings);
  const member = { identity, roomCaPem: room.caCertPem, listen: { host: '0.0.0.0', port } };
  const transport = createQuicTransport({
    ...member,
    ...(datagramBytes === undefined ? {} : { maxDatagramBytes: datagramBytes }),
    ...(workerUrl === undefined ? {} : { workerUrl }),
  });
  const tls = options.tls ? createTlsTransport(member) : null;
  const hasher = createHasher(hashWorkerUrl === undefined ? {} : { workerUrl: hashWorkerUrl });
  const discovery = options.mdns ? createMdnsDiscovery({ log }) : null;
  const name = settings.get().playerName;
  try {
    return await startPeer({
      gameDir,
      stateDir,
      name,
      appVersion: options.appVersion,
      hostName: hostname(),
      ...given,
      identity,
      unpacker,
      streams: unpacker,
      transport,
      tls,
      swarm,
      hasher,
      limits: settings.get().limits,
      discovery,
    });
  } catch (error) {
    await transport.stop();
    await tls?.stop();
    await hasher.stop();
    await unpacker.stop();
    throw error;
  }
}

/** A saved folder may be on a drive that is not there today; that must not keep the launcher from starting. */
async function usableGameDir(options: AppOptions, settings: SettingsStore): Promise<string | null> {
  const { gameDir } = settings.get();
  if (gameDir === null || options.gameDir !== undefined) return gameDir;
  const { problem } = await readGameDirInfo(gameDir);
  if (problem === null) return gameDir;
  options.log('warn', `The games folder ${gameDir} is not used: ${problem}`);
  return null;
}

function overridesOf({ gameDir, name }: AppOptions): Partial<Settings> {
  return {
    ...(gameDir === undefined ? {} : { gameDir }),
    ...(name === undefined ? {} : { playerName: checkPlayerName(name) }),
  };
}

/** What the window speaks, else the system: two letters. */
function languageOf({ language }: Settings): string {
  if (language !== 'system') return language;
  return new Intl.Locale(Intl.DateTimeFormat().resolvedOptions().locale).language;
}

/** Stops the parts in this order, each even when one before it failed; then the first failure is thrown. */
function stopping(parts: Stop[]): Stop {
  let ended: Promise<void> | null = null;
  const stopAll = async () => {
    const failures: unknown[] = [];
    for (const stop of parts) await stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  return async () => (ended ??= stopAll());
}
