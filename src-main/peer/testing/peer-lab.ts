// Several peers of one process over the in-memory transport, with real folders, for tests of whole flows.
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CatalogGame } from '../../../src-shared/game.ts';
import type { PeerCommand } from '../../../src-shared/peer-command.ts';
import type { PeerEvent, PeerEventKind } from '../../../src-shared/peer-event.ts';
import type { Unpacker } from '../edge/unpacker.ts';
import { startPeer, type Peer, type PeerOptions } from '../peer.ts';
import { loadOrCreateIdentity } from '../room/identity.ts';
import { createRoomCa } from '../room/certificates.ts';
import { MemoryNetwork } from '../transport/memory.ts';

type EventOf<K extends PeerEventKind> = Extract<PeerEvent, { kind: K }>;

export interface LabPeer {
  peer: Peer;
  name: string;
  gameDir: string;
  stateDir: string;
  /** Where others reach it, `host:port`. */
  address: string;
  events: PeerEvent[];
  send: (command: PeerCommand) => Promise<unknown>;
  /** The first matching event from position `since` on, past ones included. */
  waitFor: <K extends PeerEventKind>(
    kind: K,
    match?: (event: EventOf<K>) => boolean,
    since?: number,
  ) => Promise<EventOf<K>>;
  /** Cuts it off without a goodbye. */
  kill: () => void;
}

export interface PeerLab {
  /** A name that was used before keeps its folders, and so its identity. */
  start: (name: string, catalog: CatalogGame[], options?: Partial<PeerOptions>) => Promise<LabPeer>;
  stop: () => Promise<void>;
}

const waitMs = 15_000;

export async function openPeerLab(): Promise<PeerLab> {
  const network = new MemoryNetwork();
  const home = await mkdtemp(path.join(tmpdir(), 'lanspread-lab-'));
  const room = await createRoomCa('test room');
  const peers: LabPeer[] = [];
  const hosts = new Map<string, string>();
  return {
    start: async (name, catalog, options = {}) => {
      const gameDir = path.join(home, name, 'games');
      const stateDir = path.join(home, name, 'state');
      await mkdir(gameDir, { recursive: true });
      await mkdir(stateDir, { recursive: true });
      const identity = await loadOrCreateIdentity(stateDir, room);
      const host = hosts.get(name) ?? `10.0.0.${hosts.size + 1}`;
      hosts.set(name, host);
      const transport = network.createTransport({ host });
      const tls = network.createTransport({ host, publicKeyPem: identity.publicKeyPem });
      const log = createEventLog();
      const peer = await startPeer({
        gameDir,
        stateDir,
        name,
        catalog: { games: new Map(catalog.map((game) => [game.id, game])) },
        identity,
        unpacker: copyingUnpacker,
        transport,
        tls,
        discovery: null,
        onEvent: log.push,
        ...options,
      });
      const ready = await log.waitFor('local-peer-ready');
      const lab: LabPeer = {
        peer,
        name,
        gameDir,
        stateDir,
        address: `${ready.address}:${ready.port}`,
        events: log.events,
        send: (command) => peer.send(command),
        waitFor: log.waitFor,
        kill: () => {
          network.kill(transport);
          network.kill(tls);
        },
      };
      peers.push(lab);
      return lab;
    },
    stop: async () => {
      await Promise.all(peers.map(({ peer }) => peer.stop()));
      await rm(home, { recursive: true, force: true });
    },
  };
}

function createEventLog() {
  const events: PeerEvent[] = [];
  const waiting = new Set<() => void>();
  const waitFor: LabPeer['waitFor'] = (kind, match = () => true, since = 0) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = events.slice(since).find((event) => event.kind === kind && match(event as never));
        if (found === undefined) return;
        waiting.delete(look);
        clearTimeout(timer);
        resolve(found as never);
      };
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`no ${kind} within ${waitMs} ms; last: ${JSON.stringify(events.slice(-12))}`));
      }, waitMs);
      waiting.add(look);
      look();
    });
  const push = (event: PeerEvent) => {
    events.push(event);
    for (const look of waiting) look();
  };
  return { events, push, waitFor };
}

/** Puts one file per archive into the target: its name without the suffix, with the archive's own bytes. */
export const copyingUnpacker: Unpacker = {
  list: async () => ({ entries: [], solid: false, unpackedBytes: 0 }),
  unpack: async (archive, into) => {
    const name = path.basename(archive, '.eti');
    await copyFile(archive, path.join(into, name));
    return [{ path: name, size: (await stat(archive)).size }];
  },
};

/**
 * Puts a game root into the games folder, whole and with old times, as one that has long been there: the sentinel, and
 * archives of random bytes of the given sizes.
 */
export async function makeGame(
  gameDir: string,
  id: string,
  version: string,
  archives: Record<string, number | Uint8Array>,
): Promise<Map<string, Uint8Array>> {
  const making = path.join(gameDir, `.making-${id}`);
  const files = new Map<string, Uint8Array>();
  for (const [name, content] of Object.entries({
    ...archives,
    'version.ini': Buffer.from(`${version}\nnote=kept\n`),
  })) {
    const bytes = typeof content === 'number' ? randomBytes(content) : content;
    if (name !== 'version.ini') files.set(name, bytes);
    await putOldFile(path.join(making, name), bytes);
  }
  await rename(making, path.join(gameDir, id));
  return files;
}

/** A file that was written just now is not hashed yet: it may still be growing. */
export async function putOldFile(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
  const then = new Date('2020-01-01T00:00:00Z');
  await utimes(file, then, then);
}
