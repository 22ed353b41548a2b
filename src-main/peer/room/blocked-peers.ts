// Peers that the player wants nothing to do with, over restarts.
import path from 'node:path';
import { z } from 'zod';
import type { PeerId } from '../../../src-shared/game.ts';
import type { BlockedPeer } from '../../../src-shared/room-report.ts';
import { writeFileAtomic } from '../disk/atomic-write.ts';
import type { Disk } from '../disk/disk.ts';
import { blockedPeersName } from '../disk/names.ts';
import type { Log } from '../edge/log.ts';

export interface BlockedPeers {
  has: (peerId: PeerId) => boolean;
  list: () => BlockedPeer[];
  /** Holds at once; resolves when it is saved. Throws the disk's own failure, and then still holds for this run. */
  set: (peer: BlockedPeer, blocked: boolean) => Promise<void>;
}

export interface BlockedPeersOptions {
  disk: Disk;
  stateDir: string;
  log: Log;
}

const fileSchema = z.object({
  schema: z.literal(1),
  peers: z.array(z.object({ peerId: z.string().regex(/^[0-9a-f]{32}$/), name: z.string().max(64) })),
});

/** A file that cannot be understood is kept aside, and nobody is blocked. Never throws. */
export async function openBlockedPeers({ disk, stateDir, log }: BlockedPeersOptions): Promise<BlockedPeers> {
  const file = path.join(stateDir, blockedPeersName);
  const peers = new Map<PeerId, BlockedPeer>();
  let writing: Promise<void> = Promise.resolve();
  try {
    for (const peer of await readPeers(disk, file)) peers.set(peer.peerId, peer);
  } catch (error) {
    await disk.rename(file, `${file}.corrupt`).catch(() => undefined);
    log('warn', `The list of blocked PCs ${file} could not be read and was kept aside: ${String(error)}`);
  }

  const save = async () => {
    const text = `${JSON.stringify({ schema: 1, peers: [...peers.values()] }, null, 2)}\n`;
    await writeFileAtomic(disk, file, text);
  };

  return {
    has: (peerId) => peers.has(peerId),
    list: () => [...peers.values()],
    set: async (peer, blocked) => {
      if (blocked) peers.set(peer.peerId, peer);
      else peers.delete(peer.peerId);
      const done = writing.then(save);
      writing = done.catch(() => undefined);
      return done;
    },
  };
}

async function readPeers(disk: Disk, file: string): Promise<BlockedPeer[]> {
  if ((await disk.stat(file)) === null) return [];
  return fileSchema.parse(JSON.parse(await disk.readText(file))).peers;
}
