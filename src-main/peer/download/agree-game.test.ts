// What an earlier run had begun is gone on with, as long as anybody may have it.
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PeerId } from '../../../src-shared/game.ts';
import { holdClock } from '../edge/testing/held-clock.ts';
import { manifestIdOf } from '../library/manifest-id.ts';
import type { SharingState } from '../rules/game-summary.ts';
import { minPieceBytes } from '../rules/pieces.ts';
import { agreeGame } from './agree-game.ts';
import type { AgreedGame } from './collect-manifest.ts';
import type { DownloadOptions } from './download-game.ts';
import {
  bytesOf,
  fastDisk,
  gameId,
  makePlace,
  manifestOf,
  openIn,
  placeIn,
  planOf,
  version,
  type Files,
} from './testing/download-fixture.ts';

const files: Files = { 'a.eti': 'first archive', 'version.ini': version };
const begun = manifestOf(files, minPieceBytes);
const other = manifestOf({ ...files, 'a.eti': 'other archive' }, minPieceBytes);
const [begunId, otherId] = [manifestIdOf(begun), manifestIdOf(other)];

let dir: string;
beforeEach(async () => {
  dir = await makePlace('agree');
  const payload = await openIn(fastDisk, dir, planOf(begun));
  const [first] = payload.pieces;
  if (first !== undefined) await payload.write(first, bytesOf(files, begun, first));
  await payload.close();
});
afterEach(() => rm(dir, { recursive: true, force: true }));

type Peers = Map<PeerId, { state: SharingState; manifestId: string | null }>;

function agree(peers: Peers) {
  const { clock, passInTurns } = holdClock();
  const ending = new AbortController();
  const of = (...states: SharingState[]) => [...peers].flatMap(([id, { state }]) => (states.includes(state) ? id : []));
  const waits: (string | null)[] = [];
  const request = async (peerId: PeerId, { type }: { type: string }): Promise<unknown> => {
    if (type === 'get-manifest') return { ok: true, manifest: other };
    return { ok: true, gameId, version, files: planOf(other).files, manifestId: peers.get(peerId)?.manifestId ?? null };
  };
  const options = {
    ...placeIn(fastDisk, dir),
    version,
    catalogManifestId: null,
    room: { request },
    registry: {
      sources: () => of('serving'),
      partials: () => of('partial'),
      prospects: () => of('serving', 'busy', 'partial'),
      manifestId: (peerId: PeerId) => peers.get(peerId)?.manifestId ?? null,
      name: (peerId: PeerId) => peerId,
    },
    clock,
    onWaiting: (reason: string | null) => void waits.push(reason),
    signal: ending.signal,
  } as unknown as DownloadOptions;
  let agreed: AgreedGame | null = null;
  const done = agreeGame(options).then((game) => (agreed = game));
  done.catch(() => undefined);
  /** The disk takes its own time. */
  const after = async (ms: number): Promise<string | null> => {
    for (let passed = 0; passed < ms; passed += 250) {
      await new Promise((resolve) => void setTimeout(resolve, 2));
      await passInTurns(250);
    }
    await new Promise((resolve) => void setTimeout(resolve, 20));
    return agreed?.verified?.manifestId ?? null;
  };
  return { done, after, waits, stop: () => ending.abort(new Error('stopped')) };
}

it('goes on with whoever has it', async () => {
  const { done, waits } = agree(new Map([['a', { state: 'serving', manifestId: begunId }]]));
  expect(await done).toMatchObject({ verified: { manifestId: begunId }, sources: ['a'] });
  expect(waits).toEqual([null]);
});

it('believes others who are alone in the room, after a while', async () => {
  const { after } = agree(new Map([['a', { state: 'serving', manifestId: otherId }]]));
  expect(await after(2500)).toBeNull();
  expect(await after(1500)).toBe(otherId);
});

it('waits for one who has it and is busy, however long others are there', async () => {
  const peers: Peers = new Map([
    ['a', { state: 'serving', manifestId: otherId }],
    ['b', { state: 'busy', manifestId: begunId }],
  ]);
  const { after, done, waits } = agree(peers);
  expect(await after(20_000)).toBeNull();
  expect(waits.at(-1)).toContain('busy');
  peers.set('b', { state: 'serving', manifestId: begunId });
  expect(await after(500)).toBe(begunId);
  expect(await done).toMatchObject({ sources: ['b'] });
  expect(waits.at(-1)).toBeNull();
});
