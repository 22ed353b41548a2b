import { describe, expect, it } from 'vitest';
import type { GameId } from '../../src-shared/game.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { DownloadQueue } from './download-queue.ts';
import { LeftBehindError } from './edge/abort-why.ts';
import type { Outcome } from './operations.ts';
import type { SavedDownload } from './queue-store.ts';
import { createQueueLab, settled, shown, type QueueLab } from './testing/queue-lab.ts';

const done: Outcome<void> = { kind: 'done', value: undefined };
const failed = (message: string): Outcome<void> => ({ kind: 'failed', error: new PeerError('source-lost', message) });
const both = { install: true, inPlace: false };

async function started(games: string, concurrency = 1, saved: SavedDownload[] = []) {
  const { queue, lab } = createQueueLab(saved);
  await queue.restore();
  queue.setConcurrency(concurrency);
  for (const gameId of games) queue.add(gameId, both);
  return { queue, lab };
}

const entry = (gameId: GameId, change: Partial<SavedDownload> = {}): SavedDownload => ({
  gameId,
  install: true,
  inPlace: false,
  state: 'queued',
  error: null,
  ...change,
});

describe('the line', () => {
  it('runs one after another in order, each with what was asked for', async () => {
    const { queue, lab } = await started('ab');
    queue.add('c', { install: false, inPlace: true });
    expect(shown(queue)).toBe('a:running b:queued c:queued');
    await lab.end('a', done);
    expect(shown(queue)).toBe('b:running c:queued');
    await lab.end('b', done);
    expect(lab.live.get('c')?.entry).toMatchObject({ install: false, inPlace: true, state: 'running' });
    await lab.end('c', done);
    expect(queue.list()).toEqual([]);
    expect(lab.discarded).toEqual([]);
  });

  it('is as it will be when the end of a download is told, so that the next command finds it so', async () => {
    const { queue, lab } = await started('ab');
    lab.live.get('a')?.end(failed('x'));
    expect(shown(queue)).toBe('a:failed b:running');
    queue.resume('a');
    expect(shown(queue)).toBe('a:queued b:queued');
  });

  it('bears one that ends while it is being started, and one that tells its end twice', async () => {
    const { queue, lab } = createQueueLab();
    await queue.restore();
    lab.atStart = (gameId) => gameId === 'a' && lab.live.get('a')?.end(done);
    for (const gameId of 'ab') queue.add(gameId, both);
    expect(shown(queue)).toBe('b:running');
    const run = lab.live.get('b');
    run?.end(failed('x'));
    run?.end(done);
    expect(shown(queue)).toBe('b:failed');
  });

  it('starts each once, though every start asks for a new decision', async () => {
    const { queue, lab } = createQueueLab([entry('a'), entry('b'), entry('c')]);
    lab.atStart = () => queue.wake();
    queue.setConcurrency(2);
    await queue.restore();
    expect([shown(queue), lab.starts, lab.wrong]).toEqual(['a:running b:running c:queued', ['a', 'b'], []]);
  });

  it('tells each change once, with the whole line', async () => {
    const { queue, lab } = await started('ab');
    queue.wake();
    queue.move('b', 1);
    queue.setConcurrency(1);
    await lab.end('a', done);
    const lines = lab.changes.map((change) => change.map(({ gameId, state }) => `${gameId}:${state}`).join(' '));
    expect(lines).toEqual(['a:running', 'a:running b:queued', 'b:running']);
  });

  it('refuses a second time what waits, runs or is stalled', async () => {
    const { queue } = await started('abc', 2);
    queue.setStalled('a', true);
    expect(shown(queue)).toBe('a:stalled b:running c:running');
    queue.setConcurrency(1);
    for (const gameId of ['a', 'b', 'c']) {
      expect(() => queue.add(gameId, both)).toThrow(expect.objectContaining({ code: 'operation-in-progress' }));
    }
  });

  it('puts a failed one that is added again back at its own place, as it is wanted now', async () => {
    const { queue, lab } = await started('abc');
    await lab.end('a', failed('x'));
    expect(queue.list()[0]).toMatchObject({ state: 'failed', error: { code: 'source-lost', message: 'x' } });
    expect(shown(queue)).toBe('a:failed b:running c:queued');
    queue.add('a', { install: false, inPlace: true });
    await lab.obey('b');
    expect(shown(queue)).toBe('a:running b:queued c:queued');
    expect(queue.list()[0]).toMatchObject({ install: false, error: null });
    expect(lab.live.get('a')?.entry.inPlace).toBe(true);
  });

  it('keeps one whose start throws, with the reason, and goes on with the next', async () => {
    const { queue, lab } = await started('abc');
    lab.refusals.set('b', new PeerError('disk-full', 'Full.', 'Free some space.'));
    await lab.end('a', done);
    expect(shown(queue)).toBe('b:failed c:running');
    expect(queue.list()[0]?.error).toEqual({ code: 'disk-full', message: 'Full.', hint: 'Free some space.' });
  });

  it('drops one that turns out to be here already', async () => {
    const { queue, lab } = await started('');
    lab.refusals.set('a', new PeerError('already-downloaded', 'It is here.'));
    queue.add('a', both);
    expect([queue.list(), lab.logged]).toEqual([[], [expect.stringContaining('It is here.')]]);
  });

  it('keeps in mind the install that follows a download, until it has ended', async () => {
    const { queue, lab } = await started('a');
    queue.add('b', { install: false, inPlace: false });
    await lab.end('a', done);
    await lab.end('b', done);
    expect([lab.saved, lab.savedInstalls, lab.madeUpFor]).toEqual([[], ['a'], []]);
    queue.installEnded('a');
    queue.installEnded('b');
    expect(lab.savedInstalls).toEqual([]);
  });

  it('makes up at the next start for an install that has not ended, of known games', async () => {
    const { queue, lab } = createQueueLab([entry('c')], ['a', 'b']);
    lab.unknown.add('b');
    await queue.restore();
    expect([lab.madeUpFor, lab.savedInstalls, shown(queue)]).toEqual([['a'], ['a'], 'c:running']);
  });

  it.each([[true], [false]])(
    'and when the download turns out to be here already (to be installed: %s)',
    async (install) => {
      const { queue, lab } = await started('');
      lab.refusals.set('a', new PeerError('already-downloaded', 'It is here.'));
      queue.add('a', { install, inPlace: false });
      await settled();
      const wanted = install ? ['a'] : [];
      expect([lab.madeUpFor, lab.savedInstalls, queue.list()]).toEqual([wanted, wanted, []]);
    },
  );

  it('passes over a game that something else works on, until that has ended', async () => {
    const { queue, lab } = await started('');
    lab.busy.add('a');
    queue.add('a', both);
    queue.add('b', both);
    expect(shown(queue)).toBe('a:queued b:running');
    await lab.end('b', done);
    expect(shown(queue)).toBe('a:queued');
    lab.busy.delete('a');
    queue.wake();
    expect(shown(queue)).toBe('a:running');
  });

  it('does not count a stalled one, and suspends what is beyond the limit when it goes on', async () => {
    const { queue, lab } = await started('abc');
    queue.setStalled('a', true);
    expect(shown(queue)).toBe('a:stalled b:running c:queued');
    queue.setStalled('a', false);
    expect(shown(queue)).toBe('a:running b:queued c:queued');
    expect(lab.live.get('b')?.told).toEqual(['paused']);
    await lab.obey('b');
    expect(shown(queue)).toBe('a:running b:queued c:queued');
    queue.setStalled('c', true);
    expect(shown(queue)).toBe('a:running b:queued c:queued');
  });
});

describe('moving', () => {
  it('suspends the running one that is no longer in front, and starts the other when that has ended', async () => {
    const { queue, lab } = await started('abc');
    queue.move('c', 0);
    expect(shown(queue)).toBe('c:queued a:queued b:queued');
    expect(lab.live.get('a')?.told).toEqual(['paused']);
    expect(lab.starts).toEqual(['a']);
    await lab.obey('a');
    expect(shown(queue)).toBe('c:running a:queued b:queued');
    await lab.end('c', done);
    expect(lab.starts).toEqual(['a', 'c', 'a']);
    expect(lab.discarded).toEqual([]);
  });

  it('moved back before it has ended, it starts again only then', async () => {
    const { queue, lab } = await started('ab');
    queue.move('b', 0);
    queue.move('b', 1);
    expect(shown(queue)).toBe('a:queued b:queued');
    await lab.obey('a');
    expect(lab.starts).toEqual(['a', 'a']);
    expect(shown(queue)).toBe('a:running b:queued');
  });

  it('takes one off that was finished before it could be suspended', async () => {
    const { queue, lab } = await started('ab');
    queue.move('b', 0);
    await lab.end('a', done);
    expect(shown(queue)).toBe('b:running');
  });

  it('follows the number that may run at once', async () => {
    const { queue, lab } = await started('abcd', 3);
    expect(lab.starts).toEqual(['a', 'b', 'c']);
    queue.setConcurrency(1);
    await lab.obey('b');
    await lab.obey('c');
    expect(shown(queue)).toBe('a:running b:queued c:queued d:queued');
    queue.setConcurrency(2);
    expect(shown(queue)).toBe('a:running b:running c:queued d:queued');
  });
});

describe('pausing and cancelling', () => {
  it('pauses a running one with what it has, and goes on at its place', async () => {
    const { queue, lab } = await started('ab');
    queue.pause('a');
    expect(lab.live.get('a')?.told).toEqual(['paused']);
    expect(shown(queue)).toBe('a:paused b:queued');
    await lab.obey('a');
    expect(shown(queue)).toBe('a:paused b:running');
    queue.resume('a');
    await lab.obey('b');
    expect(shown(queue)).toBe('a:running b:queued');
    expect(lab.discarded).toEqual([]);
  });

  it('resumed before its pause has ended, it starts again only then', async () => {
    const { queue, lab } = await started('a');
    queue.pause('a');
    queue.resume('a');
    expect(shown(queue)).toBe('a:queued');
    await lab.obey('a');
    expect([shown(queue), lab.starts]).toEqual(['a:running', ['a', 'a']]);
  });

  it('pauses a waiting and a stalled one', async () => {
    const { queue, lab } = await started('ab');
    queue.pause('b');
    queue.setStalled('a', true);
    queue.pause('a');
    await lab.obey('a');
    expect(shown(queue)).toBe('a:paused b:paused');
  });

  it('cancels a running one, which deletes what it has itself', async () => {
    const { queue, lab } = await started('ab');
    queue.cancel('a');
    expect(lab.live.get('a')?.told).toEqual(['cancelled']);
    expect(shown(queue)).toBe('b:queued');
    await lab.obey('a');
    expect([shown(queue), lab.discarded]).toEqual(['b:running', []]);
  });

  it.each<[string, (queue: DownloadQueue, lab: QueueLab) => Promise<void> | void]>([
    ['waiting', () => {}],
    ['paused', (queue) => queue.pause('b')],
    [
      'failed',
      async (queue, lab) => {
        queue.move('b', 0);
        await lab.obey('a');
        await lab.end('b', failed('x'));
      },
    ],
  ])('deletes what a %s one has when it is cancelled', async (_state, prepare) => {
    const { queue, lab } = await started('ab');
    await prepare(queue, lab);
    queue.cancel('b');
    await settled();
    expect([shown(queue), lab.discarded]).toEqual(['a:running', ['b']]);
  });

  it('deletes it too when it was pausing already', async () => {
    const { queue, lab } = await started('a');
    queue.pause('a');
    queue.cancel('a');
    expect([shown(queue), lab.discarded]).toEqual(['', []]);
    await lab.obey('a');
    expect(lab.discarded).toEqual(['a']);
  });

  it('starts one that was added again only when the old one is gone from disk', async () => {
    const { queue, lab } = await started('a');
    const gate = Promise.withResolvers<void>();
    lab.discarding = gate.promise;
    queue.pause('a');
    queue.cancel('a');
    queue.add('a', both);
    await lab.obey('a');
    expect([shown(queue), lab.starts]).toEqual(['a:queued', ['a']]);
    gate.resolve();
    await settled();
    expect([shown(queue), lab.discarded, lab.starts, lab.wrong]).toEqual(['a:running', ['a'], ['a', 'a'], []]);
  });

  it('does not start one that is being deleted', async () => {
    const { queue, lab } = await started('ab');
    const gate = Promise.withResolvers<void>();
    lab.discarding = gate.promise;
    queue.cancel('b');
    queue.add('b', both);
    queue.cancel('b');
    queue.add('b', both);
    await lab.end('a', done);
    expect(shown(queue)).toBe('b:queued');
    gate.resolve();
    await settled();
    expect([shown(queue), lab.discarded]).toEqual(['b:running', ['b']]);
  });

  it('does not delete what was finished before the cancelling came', async () => {
    const { queue, lab } = await started('a');
    queue.cancel('a');
    await lab.end('a', done);
    expect([queue.list(), lab.discarded]).toEqual([[], []]);
  });

  const locked = new PeerError('file-locked', 'Could not delete it.', 'Close the game.');
  const isLocked = { state: 'failed', error: { code: 'file-locked', hint: 'Close the game.' } };

  it('is back at its place as failed when what it had could not be deleted, and can be cancelled again', async () => {
    const { queue, lab } = await started('abc');
    lab.discarding = Promise.reject(locked);
    queue.cancel('b');
    expect(shown(queue)).toBe('a:running c:queued');
    await settled();
    expect(shown(queue)).toBe('a:running b:failed c:queued');
    expect([queue.list()[1], lab.changes.at(-1)?.[1], lab.saved[1]]).toMatchObject([isLocked, isLocked, isLocked]);
    lab.discarding = Promise.resolve();
    queue.cancel('b');
    await settled();
    expect([shown(queue), lab.discarded]).toEqual(['a:running c:queued', ['b']]);
  });

  it.each<[string, (lab: QueueLab) => Promise<void>]>([
    ['that deleted nothing itself', (lab) => lab.end('a', { kind: 'failed', error: new LeftBehindError(locked) })],
    [
      'that was pausing',
      async (lab) => {
        lab.discarding = Promise.reject(locked);
        await lab.obey('a');
      },
    ],
  ])('is back as failed after a cancelled run %s', async (name, endIt) => {
    const { queue, lab } = await started('ab');
    if (name === 'that was pausing') queue.pause('a');
    queue.cancel('a');
    await endIt(lab);
    expect(shown(queue)).toBe('a:failed b:running');
    expect([queue.list()[0], lab.discarded]).toMatchObject([isLocked, []]);
  });

  it('keeps one that was added again, and goes on with what could not be deleted', async () => {
    const { queue, lab } = await started('ab');
    lab.discarding = Promise.reject(locked);
    queue.cancel('b');
    queue.add('b', both);
    await settled();
    await lab.end('a', done);
    expect(shown(queue)).toBe('b:running');
  });

  it.each<[string, (queue: DownloadQueue) => void]>([
    ['pause an unknown one', (queue) => queue.pause('x')],
    ['pause a paused one', (queue) => queue.pause('p')],
    ['resume an unknown one', (queue) => queue.resume('x')],
    ['resume a running one', (queue) => queue.resume('a')],
    ['resume a waiting one', (queue) => queue.resume('b')],
    ['cancel an unknown one', (queue) => queue.cancel('x')],
    ['move an unknown one', (queue) => queue.move('x', 0)],
  ])('refuses to %s', async (_what, act) => {
    const { queue } = await started('abp');
    queue.pause('p');
    const before = shown(queue);
    expect(() => act(queue)).toThrow(expect.objectContaining({ code: 'nothing-to-cancel' }));
    expect(shown(queue)).toBe(before);
  });

  it.each<[Outcome<void>, string]>([
    [{ kind: 'cancelled', why: 'cancelled' }, 'b:running'],
    [{ kind: 'cancelled', why: 'paused' }, 'a:paused b:running'],
    [{ kind: 'cancelled', why: 'stopping' }, 'a:queued b:queued'],
  ])('takes over what somebody else has done to it: %j', async (outcome, expected) => {
    const { queue, lab } = await started('ab');
    await lab.end('a', outcome);
    expect(shown(queue)).toBe(expected);
  });
});

describe('over a restart', () => {
  it('starts, saves and shows nothing of its own before it is told to', async () => {
    const { queue, lab } = createQueueLab([entry('a')]);
    queue.add('b', both);
    expect([shown(queue), lab.saved]).toEqual(['b:queued', [entry('a')]]);
    await queue.restore();
    expect(shown(queue)).toBe('a:running b:queued');
    expect(lab.saved).toEqual([entry('a'), entry('b')]);
  });

  it('goes on with what waited or ran, and leaves alone what was paused or had failed', async () => {
    const error = { code: 'disk-full' as const, message: 'Full.' };
    const saved = [entry('a', { state: 'paused' }), entry('b', { state: 'failed', error }), entry('c'), entry('d')];
    const { queue } = await started('', 1, saved);
    expect(shown(queue)).toBe('a:paused b:failed c:running d:queued');
    expect(queue.list()[1]?.error).toEqual(error);
    await queue.restore();
    expect(shown(queue)).toBe('a:paused b:failed c:running d:queued');
  });

  it('drops games that are not in the catalog any more', async () => {
    const { queue, lab } = createQueueLab([entry('a'), entry('b')]);
    lab.unknown.add('a');
    await queue.restore();
    expect([shown(queue), lab.logged]).toEqual(['b:running', [expect.stringContaining('a leaves')]]);
  });

  it('gives what was fetched of an unlisted game a place at the end, paused', async () => {
    const { queue } = await started('ab');
    queue.keep('c');
    queue.keep('a');
    expect(shown(queue)).toBe('a:running b:queued c:paused');
  });

  it('suspends what runs at its stop, and the entries stay', async () => {
    const { queue, lab } = await started('abcd', 2);
    queue.setStalled('a', true);
    queue.pause('d');
    await lab.obey('d');
    const stopped = queue.stop();
    expect([...lab.live.values()].map(({ told }) => told)).toEqual([['paused'], ['paused'], ['paused']]);
    for (const gameId of ['a', 'b', 'c']) await lab.obey(gameId);
    await stopped;
    expect(lab.saved).toEqual([entry('a'), entry('b'), entry('c'), entry('d', { state: 'paused' })]);
    queue.wake();
    expect(lab.live.size).toBe(0);
    expect(lab.discarded).toEqual([]);
  });

  it('holds still while the games folder changes, and goes on then', async () => {
    const { queue, lab } = await started('ab');
    const holding = queue.hold();
    await lab.obey('a');
    const release = await holding;
    queue.add('c', both);
    expect(shown(queue)).toBe('a:queued b:queued c:queued');
    release();
    release();
    expect(shown(queue)).toBe('a:running b:queued c:queued');
  });
});
