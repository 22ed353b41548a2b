import { expect, it } from 'vitest';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { manifestIdOf } from '../library/manifest-id.ts';
import { RefusedError } from '../room/ask.ts';
import type { Manifest } from '../rules/manifest.ts';
import { fetchManifest } from './fetch-manifest.ts';

const hash = 'a'.repeat(64);
const manifest: Manifest = {
  gameId: 'quux',
  version: '20240101',
  pieceBytes: 2 ** 20,
  files: [
    { path: 'a.eti', size: 10, pieces: [hash] },
    { path: 'version.ini', size: 9, pieces: [hash] },
  ],
};

function fetchFrom(answers: Record<string, unknown>, wanted = manifestIdOf(manifest)) {
  const request = async (peerId: string) => {
    const answer = answers[peerId];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const options = {
    room: { request },
    registry: { name: (peerId: string) => peerId, sources: () => [], partials: () => [], manifestId: () => null },
    log: () => {},
    gameId: 'quux',
    version: '20240101',
    signal: new AbortController().signal,
  };
  return fetchManifest(options, wanted, Object.keys(answers));
}

const busy = new RefusedError('request-refused', 'These hashes are not known here now.', {});
const gone = new PeerError('unknown-peer', 'That PC is no longer in the room.');

it('takes it from whoever has it', async () => {
  expect(await fetchFrom({ busy, gone, good: { ok: true, manifest } })).toEqual(manifest);
});

it('is no failure when nobody can give it just now', async () => {
  expect(await fetchFrom({ busy, gone })).toBeNull();
  expect(await fetchFrom({})).toBeNull();
});

it.each<[string, Partial<Manifest>]>([
  ['another game', { gameId: 'zork' }],
  ['another version', { version: '20250101' }],
  ['pieces of an odd size', { pieceBytes: 2 ** 21 }],
  ['too few hashes', { files: [{ path: 'a.eti', size: 2 ** 21, pieces: [hash] }, manifest.files[1]!] }],
  ['a path that leaves the game', { files: [{ path: '../a', size: 1, pieces: [hash] }, manifest.files[1]!] }],
])('refuses %s, also under its own id', async (_what, change) => {
  const other = { ...manifest, ...change };
  const answer = { ok: true, manifest: other };
  await expect(fetchFrom({ liar: answer, busy }, manifestIdOf(other))).rejects.toMatchObject({ code: 'bad-manifest' });
});

it('refuses what has another id than was asked for', async () => {
  const answer = { ok: true, manifest: { ...manifest, files: manifest.files.toReversed() } };
  await expect(fetchFrom({ liar: answer })).rejects.toMatchObject({ code: 'bad-manifest' });
});
