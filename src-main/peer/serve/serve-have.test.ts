import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdClock, type HeldClock } from '../edge/testing/held-clock.ts';
import { maxHaveBytes, haveIntervalMs } from '../protocol/limits.ts';
import type { HaveHead, PeerRequest } from '../protocol/messages.ts';
import { parseHaveHead, parseHaveMore } from '../protocol/parse.ts';
import { PieceSet } from '../rules/piece-set.ts';
import type { Connection } from '../transport/transport.ts';
import {
  ask,
  makePartial,
  manifestId,
  openServeLab,
  otherManifestId,
  send,
  type Asked,
  type ServeLab,
} from './testing/serve-lab.ts';

let held: HeldClock;
let lab: ServeLab;
let asker: Connection;
beforeEach(async () => {
  held = holdClock();
  lab = await openServeLab({ clock: held.clock });
  asker = await lab.connect();
});
afterEach(() => lab[Symbol.asyncDispose]());

const have = (gameId = 'quux', known = manifestId): PeerRequest => ({ type: 'have', gameId, manifestId: known });
const makeQuux = (pieces: number, present: number[] = []) =>
  makePartial(lab, 'quux', { 'a.eti': pieces }, { have: present, pieceBytes: 1 });

async function readHead({ reader }: Asked): Promise<number[]> {
  const head: HaveHead = parseHaveHead(await reader.message(maxHaveBytes));
  const set = new PieceSet(head.count, Buffer.from(head.pieces, 'base64'));
  return Array.from({ length: set.size }, (_, index) => index).filter((index) => set.has(index));
}

const readMore = async ({ reader }: Asked): Promise<number[] | null> => {
  const message = await reader.message(maxHaveBytes);
  return message === null ? null : parseHaveMore(message).added;
};

/** What has to cross the network has crossed it: a whole question and answer took place. */
const exchange = () => ask(asker, { type: 'ping' });

describe('follows a download', () => {
  it('from what is there, then in steps that gather what comes meanwhile', async () => {
    const game = makeQuux(20, [3, 17]);
    lab.partials.share(game);
    const asked = await send(asker, have());
    expect(await readHead(asked)).toEqual([3, 17]);
    game.add(4);
    expect(await readMore(asked)).toEqual([4]);
    game.add(5);
    game.add(6);
    await exchange();
    game.add(7);
    held.pass(haveIntervalMs - 1);
    game.add(8);
    held.pass(1);
    expect(await readMore(asked)).toEqual([5, 6, 7, 8]);
  });

  it('without a timer while nothing happens', async () => {
    const game = makeQuux(4);
    lab.partials.share(game);
    const asked = await send(asker, have());
    await readHead(asked);
    await exchange();
    expect(held.waits().length).toBe(0);
    game.add(0);
    await readMore(asked);
    held.pass(haveIntervalMs);
    await exchange();
    expect(held.waits().length).toBe(0);
  });

  it('to its end, telling what came last', async () => {
    const game = makeQuux(4);
    const takeBack = lab.partials.share(game);
    const asked = await send(asker, have());
    await readHead(asked);
    game.add(0);
    expect(await readMore(asked)).toEqual([0]);
    game.add(1);
    takeBack();
    expect(await readMore(asked)).toEqual([1]);
    expect(await readMore(asked)).toBeNull();
    expect([game.listeners, held.waits().length]).toEqual([0, 0]);
  });

  it('until another one takes its place', async () => {
    const game = makeQuux(4);
    lab.partials.share(game);
    const asked = await send(asker, have());
    await readHead(asked);
    lab.partials.share({ ...makeQuux(4), manifestId: otherManifestId });
    expect(await readMore(asked)).toBeNull();
    expect(game.listeners).toBe(0);
  });

  it('of so many pieces that one message would not hold them', async () => {
    const count = 2 ** 18;
    const game = makeQuux(count);
    lab.partials.share(game);
    const asked = await send(asker, have());
    await readHead(asked);
    for (let index = 0; index < count; index++) game.add(index);
    const told = new PieceSet(count);
    while (!told.isFull) {
      for (const index of (await readMore(asked)) ?? []) told.add(index);
      held.pass(haveIntervalMs);
    }
  });
});

describe('does not follow', () => {
  it.each([
    ['a game that is not here', have('zork')],
    ['another build', have('quux', otherManifestId)],
  ])('%s', async (_what, request) => {
    lab.partials.share(makeQuux(4));
    const { head } = await ask(asker, request);
    const { gameId } = request as { gameId: string };
    const message = `${gameId} is not being downloaded here now.`;
    expect(head).toEqual({ ok: false, code: 'request-refused', message });
  });

  it('the same game twice for one connection: the later question counts', async () => {
    const game = makeQuux(4);
    lab.partials.share(game);
    const before = await send(asker, have());
    await readHead(before);
    const after = await send(asker, have());
    await readHead(after);
    await expect(readMore(before)).rejects.toThrow();
    game.add(2);
    expect(await readMore(after)).toEqual([2]);
    expect(game.listeners).toBe(1);
  });

  it('more games for one connection than anybody downloads', async () => {
    const others = Array.from({ length: 64 }, (_, index) => `game${index}`);
    for (const gameId of ['quux', ...others]) lab.partials.share(makePartial(lab, gameId, { 'a.eti': 1 }));
    const followed = await Promise.all(others.map((gameId) => send(asker, have(gameId))));
    await Promise.all(followed.map(readHead));
    expect((await ask(asker, have())).head).toMatchObject({ ok: false, message: 'Too many downloads are followed.' });
    const elsewhere = await send(await lab.connect(), have());
    expect(await readHead(elsewhere)).toEqual([]);
    followed[0]?.stream.reset();
    await exchange();
    expect(await readHead(await send(asker, have()))).toEqual([]);
  });
});

describe('forgets an asker', () => {
  it.each([
    ['that gives the stream up', ({ stream }: Asked) => stream.reset()],
    ['whose connection ends', () => void asker.close()],
  ])('%s, in the middle of a pause too', async (_what, vanish) => {
    const game = makeQuux(4);
    lab.partials.share(game);
    const asked = await send(asker, have());
    await readHead(asked);
    game.add(0);
    await readMore(asked);
    game.add(1);
    expect([game.listeners, held.waits().length]).toEqual([1, 1]);
    vanish(asked);
    await expect.poll(() => [game.listeners, held.waits().length], { timeout: 10_000 }).toEqual([0, 0]);
  });

  it('that ends in good order, in good order', async () => {
    const game = makeQuux(4, [1]);
    lab.partials.share(game);
    const asked = await send(asker, have());
    expect(await readHead(asked)).toEqual([1]);
    await asked.stream.end();
    expect(await readMore(asked)).toBeNull();
    expect(game.listeners).toBe(0);
  });

  it('that does not read, once the game is no longer shared', async () => {
    const count = 2 ** 18;
    const game = makeQuux(count);
    const takeBack = lab.partials.share(game);
    await send(asker, have());
    await expect.poll(() => game.listeners, { timeout: 10_000 }).toBe(1);
    // Each round more than half of what may be under way unread.
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < count; index++) game.add(index);
      held.pass(haveIntervalMs);
      await exchange();
    }
    takeBack();
    expect(game.listeners).toBe(0);
  });
});

it('keeps no writer waiting', async () => {
  const game = makeQuux(4);
  lab.partials.share(game);
  const asked = await send(asker, have());
  await readHead(asked);
  expect(lab.outbound.counts()).toEqual({});
  await lab.outbound.drain('quux');
  game.add(3);
  expect(await readMore(asked)).toEqual([3]);
});
