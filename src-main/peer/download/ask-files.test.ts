import { expect, it } from 'vitest';
import type { PeerId } from '../../../src-shared/game.ts';
import { holdClock } from '../edge/testing/held-clock.ts';
import { askAll } from './ask-files.ts';
import type { CollectOptions } from './collect-manifest.ts';

const [gameId, version] = ['quux', '20240101'];
const files = [{ path: 'version.ini', size: 9 }];
const listing = { ok: true, gameId, version, files, manifestId: null };

/** Who is in `answers` says that; nobody else says anything. */
function ask(peerIds: PeerId[], answers: Record<PeerId, unknown>, ids: Record<PeerId, string> = {}) {
  const { clock, pass } = holdClock();
  const ending = new AbortController();
  const cut: PeerId[] = [];
  const warnings: string[] = [];
  const request = async (peerId: PeerId, _message: unknown, signal: AbortSignal): Promise<unknown> => {
    if (peerId in answers) return answers[peerId];
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        cut.push(peerId);
        reject(new Error('cut off'));
      });
    });
  };
  const options = {
    room: { request },
    registry: { name: (peerId: PeerId) => peerId, manifestId: (peerId: PeerId) => ids[peerId] ?? null },
    clock,
    log: (_level: string, message: string) => void warnings.push(message),
    gameId,
    version,
    catalogManifestId: null,
    signal: ending.signal,
  } as unknown as CollectOptions;
  const asked = askAll(options, peerIds);
  let isDecided = false;
  asked.then(() => (isDecided = true), () => (isDecided = true)); // prettier-ignore
  const decidedAfter = async (ms: number): Promise<boolean> => {
    pass(ms);
    await new Promise((resolve) => void setImmediate(resolve));
    return isDecided;
  };
  return { asked, decidedAfter, cut, stop: () => ending.abort(new Error('stopped')) };
}

it('needs no time when all answer', async () => {
  const { asked } = ask(['a', 'b'], { a: listing, b: { ...listing, version: '20230101' } });
  expect(await asked).toMatchObject({ claims: [{ peerId: 'a' }], silent: [], refusals: [] });
});

it('waits no longer than a second for a single silent one, and calls it off', async () => {
  const { asked, decidedAfter, cut } = ask(['a', 'b', 'c'], { a: listing, c: listing });
  expect(await decidedAfter(900)).toBe(false);
  expect(await decidedAfter(200)).toBe(true);
  expect(await asked).toMatchObject({ claims: [{ peerId: 'a' }, { peerId: 'c' }], silent: ['b'] });
  expect(cut).toEqual(['b']);
});

it('waits for one of two, unless that has announced its hashes', async () => {
  const unknown = ask(['a', 'b'], { a: listing });
  expect(await unknown.decidedAfter(4000)).toBe(false);
  unknown.stop();
  await expect(unknown.asked).rejects.toThrow('stopped');
  const known = ask(['a', 'b'], { a: listing }, { b: '1' });
  expect(await known.decidedAfter(1000)).toBe(true);
});

it('waits for somebody to say what it has, whatever was announced', async () => {
  const { asked, decidedAfter, stop } = ask(['a', 'b'], {}, { a: '1', b: '1' });
  expect(await decidedAfter(4000)).toBe(false);
  stop();
  await expect(asked).rejects.toThrow('stopped');
});

it('tells a list that is refused from silence', async () => {
  const bad = { ...listing, files: [{ path: '../x', size: 1 }] };
  const { asked } = ask(['a', 'b'], { a: listing, b: bad });
  const { claims, refusals, silent } = await asked;
  expect([claims.length, refusals.map(({ code }) => code), silent]).toEqual([1, ['bad-manifest'], []]);
});
