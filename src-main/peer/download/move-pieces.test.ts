// When hashes are asked for while a download runs: again whenever the room has changed, and once more at the end.
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PeerId } from '../../../src-shared/game.ts';
import { systemClock } from '../edge/clock.ts';
import { createRateLimiter } from '../edge/rate-limiter.ts';
import { untilAborted } from '../edge/until-aborted.ts';
import { manifestIdOf } from '../library/manifest-id.ts';
import { minPieceBytes } from '../rules/pieces.ts';
import type { DownloadOptions } from './download-game.ts';
import { movePieces } from './move-pieces.ts';
import type { Payload } from './payload.ts';
import {
  bytesOf,
  fastDisk,
  fileHasher,
  gameId,
  makePlace,
  manifestOf,
  openIn,
  planOf,
  version,
  type Files,
} from './testing/download-fixture.ts';

const files: Files = { 'a.eti': 'first archive', 'version.ini': version };
const manifest = manifestOf(files, minPieceBytes);
const manifestId = manifestIdOf(manifest);
const plan = planOf(manifest, { manifest: null, manifestId: null });
const agreed = {
  gameId,
  version,
  files: plan.files,
  totalBytes: 21,
  verified: null,
  sources: ['old'],
  archiveSources: ['old'],
};

let dir: string;
let payload: Payload;
beforeEach(async () => {
  dir = await makePlace('move');
  payload = await openIn(fastDisk, dir, plan);
});
afterEach(async () => {
  await payload.close();
  await rm(dir, { recursive: true, force: true });
});

/** Who says which manifest is theirs; null while they are hashing. */
type Peers = Map<PeerId, string | null>;

function download(peers: Peers, answer: (peerId: PeerId, type: string) => Promise<unknown>) {
  const listeners = new Set<() => void>();
  const ending = new AbortController();
  const setVerified = vi.fn<(verified: boolean) => void>();
  const nothing = () => {};
  const options: Partial<DownloadOptions> = {
    gameId,
    version,
    catalogManifestId: null,
    peerId: 'own',
    disk: fastDisk,
    hasher: fileHasher as DownloadOptions['hasher'],
    limiter: createRateLimiter(systemClock),
    swarm: false,
    clock: systemClock,
    log: nothing,
    signal: ending.signal,
    room: {
      request: async (peerId: PeerId, { type }: { type: string }) => answer(peerId, type),
      dialBulk: async (_peerId: PeerId, signal: AbortSignal) => untilAborted(new Promise(nothing), signal),
    } as unknown as DownloadOptions['room'],
    registry: {
      sources: () => [...peers.keys()],
      partials: () => [],
      prospects: () => [...peers.keys()],
      banned: () => [],
      isBlocked: () => false,
      name: (peerId: PeerId) => peerId,
      manifestId: (peerId: PeerId) => peers.get(peerId) ?? null,
    } as unknown as DownloadOptions['registry'],
    progress: new Proxy({ setVerified }, { get: (known, key) => (key === 'setVerified' ? known.setVerified : nothing) }) as never, // prettier-ignore
    watchGame: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onBegin: nothing,
    onWaiting: nothing,
    onBan: nothing,
  };
  const done = movePieces(options as DownloadOptions, agreed, payload);
  return {
    done,
    setVerified,
    stop: () => ending.abort(new Error('stopped')),
    changeRoom: () => listeners.forEach((listener) => listener()),
  };
}

const listing = (id: string | null) => ({ ok: true, gameId, version, manifestId: id, files: plan.files });

/** Its hashes cannot be had at the first time: whoever has them is busy. */
function busyAtFirst(peers: Peers, until: Promise<unknown>) {
  let asked = 0;
  const answer = async (peerId: PeerId, type: string): Promise<unknown> => {
    if (type !== 'get-manifest') return listing(peers.get(peerId) ?? null);
    if (++asked > 1) return { ok: true, manifest };
    await until;
    throw new Error('it is busy with the game');
  };
  return { answer, asked: () => asked };
}

const hashedRoom = (): Peers => new Map([['new', manifestId]]);

it('asks again when the room has changed while it asked', async () => {
  const held = Promise.withResolvers<void>();
  const { answer, asked } = busyAtFirst(hashedRoom(), held.promise);
  const { done, setVerified, changeRoom, stop } = download(hashedRoom(), answer);
  await vi.waitFor(() => expect(asked()).toBe(1));
  changeRoom();
  held.resolve();
  await vi.waitFor(() => expect(setVerified).toHaveBeenCalledWith(true));
  stop();
  await expect(done).rejects.toThrow('stopped');
});

it('asks once more when everything is here', async () => {
  for (const piece of payload.pieces) await payload.write(piece, bytesOf(files, manifest, piece), false);
  const { answer } = busyAtFirst(hashedRoom(), Promise.resolve());
  const { done, setVerified } = download(hashedRoom(), answer);
  expect(await done).toMatchObject({ kind: 'whole' });
  expect(setVerified).toHaveBeenCalledWith(true);
  expect(payload.manifest).toEqual(manifest);
  expect(payload.have.isFull).toBe(true);
});
