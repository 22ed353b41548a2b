import { expect, it } from 'vitest';
import { holdClock } from '../edge/testing/held-clock.ts';
import type { GameSummary, LibraryDelta } from '../rules/game-summary.ts';
import { createLibraryAnnouncer } from './library-announcer.ts';

const library = (...ids: string[]) =>
  new Map(
    ids.map((id): [string, GameSummary] => [
      id,
      { id, version: '20240101', bytes: 1, state: 'serving', manifestId: null },
    ]),
  );
/** Longer than any pause between two tries. */
const retriedWithinMs = 60_000;

const settle = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

it('folds changes into one while another is under way', async () => {
  const sent: LibraryDelta[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const announcer = createLibraryAnnouncer((_peer, delta) => {
    sent.push(delta);
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  }, holdClock().clock);
  announcer.start('b', announcer.snapshot());
  announcer.change(library('x'));
  announcer.change(library('x', 'y'));
  announcer.change(library('y'));
  expect(sent).toHaveLength(1);
  gates[0]?.resolve();
  await settle();
  expect(sent.map(({ fromRev, toRev }) => [fromRev, toRev])).toEqual([
    [1, 2],
    [2, 4],
  ]);
  expect(sent[1]).toMatchObject({ added: [{ id: 'y' }], removed: ['x'] });
});

it('offers a change again that was refused, until the peer is forgotten', async () => {
  let refusals = 2;
  const sent: LibraryDelta[] = [];
  const { clock, pass } = holdClock();
  const announcer = createLibraryAnnouncer(async (_peer, delta) => {
    sent.push(delta);
    if (refusals-- > 0) throw new Error('say hello first');
  }, clock);
  announcer.start('b', announcer.snapshot());
  announcer.change(library('x'));
  for (let i = 0; i < 4; i++) {
    await settle();
    pass(retriedWithinMs);
  }
  expect(sent).toHaveLength(3);
  announcer.forget('b');
  announcer.change(library());
  await settle();
  expect(sent).toHaveLength(3);
});

it('says nothing when nothing has changed', async () => {
  const announcer = createLibraryAnnouncer(() => Promise.reject(new Error('not expected')), holdClock().clock);
  announcer.change(library('x'));
  const { rev } = announcer.snapshot();
  announcer.change(library('x'));
  expect(announcer.snapshot().rev).toBe(rev);
});
