// The parent's side of the unpacker's process, with a process that does what the test says.
import { afterEach, describe, expect, test } from 'vitest';
import { createUnpacker, type StoppableUnpacker } from './create-unpacker.ts';
import { createScriptedSidecar, type ScriptedSidecar } from './testing/scripted-sidecar.ts';

const { signal } = new AbortController();
const crashed = expect.objectContaining({ code: 'unpacker-crashed', hint: expect.any(String) });
const cancelled = expect.objectContaining({ code: 'cancelled' });
const hour = 3_600_000;

let sidecars: ScriptedSidecar[] = [];
let unpacker: StoppableUnpacker | null = null;
afterEach(() => unpacker?.stop());

function create(options: { hangTimeoutMs?: number; idleExitMs?: number; immortal?: boolean } = {}) {
  sidecars = [];
  const spawn = () => {
    const sidecar = createScriptedSidecar(options);
    sidecars.push(sidecar);
    return sidecar;
  };
  unpacker = createUnpacker({ spawn, hangTimeoutMs: hour, idleExitMs: hour, ...options });
  return unpacker;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const unpack = (name: string, options = { signal }) => (unpacker ?? create()).unpack(`/a/${name}`, '/into', options);
const started = () =>
  sidecars.flatMap(({ commands }) => commands.flatMap((command) => (command.kind === 'start' ? [command] : [])));

test('nothing is started before the first job', async () => {
  create();
  expect(sidecars).toHaveLength(0);
  const result = unpack('one.eti');
  await turn();
  expect(started()).toMatchObject([{ job: { kind: 'unpack', archive: '/a/one.eti', into: '/into' } }]);
  sidecars[0]?.answer(1, { kind: 'unpacked', files: [{ path: 'f', size: 1 }] });
  expect(await result).toEqual([{ path: 'f', size: 1 }]);
});

test('two jobs run at once and the others wait their turn', async () => {
  create();
  const results = ['a', 'b', 'c', 'd'].map((name) => unpack(name));
  await turn();
  expect(started().map(({ job }) => job.archive)).toEqual(['/a/a', '/a/b']);
  sidecars[0]?.answer(2, { kind: 'unpacked', files: [] });
  await results[1];
  await turn();
  expect(started().map(({ job }) => job.archive)).toEqual(['/a/a', '/a/b', '/a/c']);
  sidecars[0]?.answer(1, { kind: 'failed', error: { code: 'archive-corrupt', message: 'bad', hint: 'do' } });
  await expect(results[0]).rejects.toEqual(expect.objectContaining({ code: 'archive-corrupt', hint: 'do' }));
  await turn();
  sidecars[0]?.answer(3, { kind: 'unpacked', files: [] });
  sidecars[0]?.answer(4, { kind: 'unpacked', files: [] });
  await Promise.all([results[2], results[3]]);
  expect(sidecars).toHaveLength(1);
});

describe('cancelling', () => {
  test('before the start starts nothing', async () => {
    create();
    await expect(unpack('a', { signal: AbortSignal.abort() })).rejects.toEqual(cancelled);
    expect(sidecars).toHaveLength(0);
  });

  test('a waiting job takes it out of the queue', async () => {
    create();
    const first = [unpack('a'), unpack('b')];
    const abort = new AbortController();
    const third = unpack('c', { signal: abort.signal });
    const fourth = unpack('d');
    abort.abort();
    await expect(third).rejects.toEqual(cancelled);
    sidecars[0]?.answer(1, { kind: 'unpacked', files: [] });
    await first[0];
    await turn();
    expect(started().map(({ job }) => job.archive)).toEqual(['/a/a', '/a/b', '/a/d']);
    sidecars[0]?.exit();
    await Promise.allSettled([...first, fourth]);
  });

  test('a running job waits until it has really ended', async () => {
    create();
    const abort = new AbortController();
    const result = unpack('a', { signal: abort.signal });
    let ended = false;
    void result.catch(() => undefined).finally(() => (ended = true));
    await turn();
    abort.abort();
    await turn();
    expect(sidecars[0]?.commands.at(-1)).toEqual({ kind: 'cancel', jobId: 1 });
    expect(ended).toBe(false);
    sidecars[0]?.answer(1, { kind: 'unpacked', files: [] });
    await expect(result).rejects.toEqual(cancelled);
    expect(sidecars[0]?.killed).toBe(false);
  });

  test('a job that does not heed it has its process killed', async () => {
    create();
    const abort = new AbortController();
    const result = unpack('a', { signal: abort.signal });
    await turn();
    abort.abort();
    await expect(result).rejects.toEqual(cancelled);
    expect(sidecars[0]?.killed).toBe(true);
  });
});

describe('a process that fails', () => {
  test('by exiting fails its jobs, and the next job gets a new one', async () => {
    create();
    const results = [unpack('a'), unpack('b')];
    await turn();
    sidecars[0]?.exit();
    for (const result of results) await expect(result).rejects.toEqual(crashed);
    const next = unpack('c');
    await turn();
    expect(sidecars).toHaveLength(2);
    sidecars[1]?.answer(1, { kind: 'unpacked', files: [] });
    expect(await next).toEqual([]);
  });

  test('by silence is killed', async () => {
    create({ hangTimeoutMs: 20 });
    await expect(unpack('a')).rejects.toEqual(crashed);
    expect(sidecars[0]?.killed).toBe(true);
  });

  test('by nonsense is killed', async () => {
    for (const nonsense of [null, 'x', {}, { jobId: 1, message: { kind: 'unpacked', files: [{ path: 1 }] } }]) {
      create();
      const result = unpack('a');
      await turn();
      sidecars[0]?.say(nonsense);
      await expect(result).rejects.toEqual(crashed);
      expect(sidecars[0]?.killed).toBe(true);
    }
  });

  test('by answering another question is told', async () => {
    create();
    const result = unpack('a');
    await turn();
    sidecars[0]?.answer(1, { kind: 'listed', listing: { entries: [], solid: false, unpackedBytes: 0 } });
    await expect(result).rejects.toEqual(crashed);
  });

  test('by not starting is told', async () => {
    const spawn = () => {
      throw new Error('no such program');
    };
    unpacker = createUnpacker({ spawn });
    await expect(unpack('a')).rejects.toEqual(crashed);
    await expect(unpack('a')).rejects.toEqual(crashed);
    await expect(unpack('a')).rejects.toEqual(crashed);
  });
});

test('signs of life keep a long job alive', async () => {
  create({ hangTimeoutMs: 100 });
  const result = unpack('a');
  for (let beat = 0; beat < 8; beat += 1) {
    sidecars[0]?.answer(1, { kind: 'alive' });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  sidecars[0]?.answer(1, { kind: 'unpacked', files: [] });
  expect(await result).toEqual([]);
});

test('an idle process is ended, and the next job gets a new one', async () => {
  create({ idleExitMs: 5 });
  const result = unpack('a');
  await turn();
  sidecars[0]?.answer(1, { kind: 'unpacked', files: [] });
  await result;
  await expect.poll(() => sidecars[0]?.killed).toBe(true);
  const next = unpack('b');
  await turn();
  expect(sidecars).toHaveLength(2);
  sidecars[1]?.answer(1, { kind: 'unpacked', files: [] });
  await next;
});

test('stopping ends running and waiting jobs and refuses new ones', async () => {
  const stopped = create();
  const results = ['a', 'b', 'c'].map((name) => unpack(name));
  await turn();
  const settled = Promise.allSettled(results);
  await stopped.stop();
  for (const outcome of await settled)
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
  await expect(unpack('d')).rejects.toEqual(cancelled);
  expect(sidecars).toHaveLength(1);
  expect(sidecars[0]?.killed).toBe(true);
});
