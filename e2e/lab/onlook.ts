// Runs an onlooker on one host of the lab: a JSON line when the seed has hashed the game, and one when the others
// together hold every piece of it. Usage: node onlook.ts HOME OWN-HOST GAME SEED OTHER… (addresses as host:port)
import { setTimeout as pause } from 'node:timers/promises';
import type { Stop } from '../../src-main/peer/edge/stop.ts';
import { createFrameReader, encodeMessage } from '../../src-main/peer/protocol/framing.ts';
import { maxResponseBytes } from '../../src-main/peer/protocol/limits.ts';
import type { HaveHead, HaveMore } from '../../src-main/peer/protocol/messages.ts';
import { PieceSet } from '../../src-main/peer/rules/piece-set.ts';
import { untilHashed } from '../scenarios/hashed.ts';
import { startRawPeer, type RawLink, type RawPeer } from '../scenarios/raw-peer.ts';

const askAgainMs = 50;
const [home = '', host = '', gameId = '', seed = '', ...others] = process.argv.slice(2);
const stops: Stop[] = [];
const place = { home, host, onEnd: (stop: Stop) => void stops.push(stop) };
const write = (record: object) => void process.stdout.write(`${JSON.stringify(record)}\n`);

/** Tells every piece that the other has or gets; ends when it tells no more. */
async function follow(link: RawLink, manifestId: string, add: (index: number, size: number) => void): Promise<void> {
  const stream = link.connection.openStream();
  await stream.write(encodeMessage({ type: 'have', gameId, manifestId }));
  const reader = createFrameReader(stream);
  const head = (await reader.message(maxResponseBytes)) as HaveHead | { ok: false } | null;
  if (head?.ok !== true) return stream.reset();
  const first = new PieceSet(head.count, Buffer.from(head.pieces, 'base64'));
  for (let index = 0; index < first.size; index++) if (first.has(index)) add(index, first.size);
  for (;;) {
    const more = (await reader.message(maxResponseBytes)) as HaveMore | null;
    if (more === null) return;
    for (const index of more.added) add(index, first.size);
  }
}

/** Asks again whenever the other has nothing to tell: it has not begun, or is complete and no longer told of. */
async function keepFollowing(onlooker: RawPeer, address: string, manifestId: string, add: (index: number, size: number) => void) {
  const link = await onlooker.join({ address });
  for (;;) {
    await follow(link, manifestId, add).catch(() => {});
    await pause(askAgainMs);
  }
} // prettier-ignore

async function onlook(): Promise<void> {
  const manifestId = await untilHashed(place, { address: seed }, gameId);
  write({ kind: 'hashed', manifestId });
  const onlooker = await startRawPeer(place, { name: 'onlooker' });
  const held = new Set<number>();
  const add = (index: number, size: number) => {
    const before = held.size;
    if (held.add(index).size === size && before < size) write({ kind: 'whole', pieces: size });
  };
  for (const address of others) {
    keepFollowing(onlooker, address, manifestId, add).catch((error: unknown) =>
      write({ kind: 'lost', address, message: String(error) }),
    );
  }
}

process.once('SIGTERM', () => void Promise.all(stops.map(async (stop) => stop())).then(() => process.exit(0)));
await onlook();
