import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRateLimiter } from '../edge/rate-limiter.ts';
import { holdClock } from '../edge/testing/held-clock.ts';
import { madeArchives, madeBytes, writeMade, type MadeEntry, type MadeHooks } from '../edge/testing/made-archives.ts';
import type { PeerRequest } from '../protocol/messages.ts';
import { streamAliveMs } from '../protocol/limits.ts';
import { createStreamFrameReader, type StreamPart } from '../protocol/stream-frames.ts';
import type { StreamPosition } from '../rules/stream-plan.ts';
import type { Connection } from '../transport/transport.ts';
import { manifestId, openServeLab, otherManifestId, send, version, type Asked, type ServeLab } from './testing/serve-lab.ts'; // prettier-ignore

const mib = 2 ** 20;
/** More than all windows between a sender and a receiver that does not read. */
const large: MadeEntry = { path: 'data/large.pak', size: 6 * mib, seed: 7 };
const first: MadeEntry[] = [
  { path: 'game.exe', size: 300_000, seed: 1 },
  { path: 'empty.dat', size: 0 },
  { path: 'data/one.pak', size: 5, seed: 3, noCrc: true },
  { path: 'data' },
];
const second: MadeEntry[] = [{ path: 'two.pak', size: 70_000, seed: 4 }];

let lab: ServeLab;
let asker: Connection;
let hooks: MadeHooks;
let ended: string[];

async function open(clock?: Parameters<typeof openServeLab>[0]): Promise<void> {
  hooks = {};
  ended = [];
  const archives = madeArchives({
    onFrame: (frame, archive) => hooks.onFrame?.(frame, archive),
    onEnd: (archive) => void ended.push(archive),
  });
  lab = await openServeLab({ archives, ...clock });
  asker = await lab.connect();
}

beforeEach(() => open());
afterEach(() => lab[Symbol.asyncDispose]());

async function put(archives: Record<string, MadeEntry[]>, gameId = 'quux'): Promise<void> {
  const root = path.join(lab.gameDir, gameId);
  await mkdir(root, { recursive: true });
  for (const [name, entries] of Object.entries(archives)) await writeFile(path.join(root, name), writeMade(entries));
  lab.served.set(gameId, version);
}

const begin: StreamPosition = { archive: 0, files: 0 };
const wanted = (from = begin, known: string | null = null): PeerRequest => ({
  type: 'stream-install',
  gameId: 'quux',
  version,
  manifestId: known,
  from,
});

/** `kind path`, bytes joined as `bytes N`, up to the end or a word that `until` names. */
async function read({ reader, stream }: Asked, until?: StreamPart['kind']): Promise<StreamPart[]> {
  expect(await reader.message(1000)).toEqual({ ok: true });
  const next = createStreamFrameReader(reader);
  const parts: StreamPart[] = [];
  for (let part = await next(); part !== null; part = await next()) {
    parts.push(part.kind === 'bytes' ? { kind: 'bytes', bytes: Buffer.from(part.bytes) } : part);
    if (part.kind === until) return parts;
  }
  await stream.end();
  return parts;
}

const ask = async (request: PeerRequest) => read(await send(asker, request));

/** Files by path as they came, and the rest of what was said. */
function unpack(parts: StreamPart[]): { files: Map<string, Buffer>; said: string[] } {
  const files = new Map<string, Buffer>();
  const said: string[] = [];
  let current = '';
  for (const part of parts) {
    if (part.kind === 'bytes') files.set(current, Buffer.concat([files.get(current) ?? Buffer.alloc(0), part.bytes]));
    else
      said.push(
        'path' in part ? `${part.kind} ${part.path}` : 'name' in part ? `${part.kind} ${part.name}` : part.kind,
      );
    if (part.kind === 'file-begin') files.set((current = part.path), Buffer.alloc(0));
  }
  return { files, said };
}

async function expectIdle(): Promise<void> {
  await expect.poll(() => lab.outbound.counts(), { interval: 5, timeout: 10_000 }).toEqual({});
}

async function expectRefusal(request: PeerRequest, message: RegExp): Promise<void> {
  const { reader } = await send(asker, request);
  expect(await reader.message(1000)).toMatchObject({ ok: false, message: expect.stringMatching(message) as string });
  await expectIdle();
}

describe('a streamed game', () => {
  it('is told first and then sent, archive by archive', async () => {
    await put({ 'b.eti': second, 'a.eti': first });
    const parts = await ask(wanted());
    expect(parts[0]).toEqual({
      kind: 'plan',
      archives: [
        { name: 'a.eti', solid: false, unpackedBytes: 300_005, files: 3, directories: 1 },
        { name: 'b.eti', solid: false, unpackedBytes: 70_000, files: 1, directories: 0 },
      ],
    });
    const { files, said } = unpack(parts);
    expect(said).toEqual([
      'plan', 'archive-begin a.eti', 'file-begin game.exe', 'file-end', 'file-begin empty.dat', 'file-end',
      'file-begin data/one.pak', 'file-end', 'directory data', 'archive-end', 'archive-begin b.eti',
      'file-begin two.pak', 'file-end', 'archive-end', 'complete',
    ]); // prettier-ignore
    for (const entry of [...first, ...second]) {
      if (entry.size !== undefined) expect(files.get(entry.path)?.equals(madeBytes(entry))).toBe(true);
    }
    await expectIdle();
  });

  it('comes with a checksum of every file, its own or one of what was sent', async () => {
    await put({ 'a.eti': first });
    const parts = await ask(wanted());
    const sums = parts.flatMap((part) => (part.kind === 'file-begin' || part.kind === 'file-end' ? [part.crc32] : []));
    const [game, empty, one] = first.map((entry) => crc32(madeBytes(entry)));
    expect(sums).toEqual([game, null, empty, null, null, one]);
  });

  it('begins where it is asked to', async () => {
    await put({ 'a.eti': first, 'b.eti': second });
    expect(unpack(await ask(wanted({ archive: 0, files: 2 }))).said.slice(0, 4)).toEqual([
      'plan', 'archive-begin a.eti', 'file-begin data/one.pak', 'file-end',
    ]); // prettier-ignore
    expect(unpack(await ask(wanted({ archive: 1, files: 1 }))).said).toEqual([
      'plan', 'archive-begin b.eti', 'archive-end', 'complete',
    ]); // prettier-ignore
    for (const from of [
      { archive: 1, files: 2 },
      { archive: 3, files: 0 },
    ]) {
      expect((await ask(wanted(from))).map(({ kind }) => kind)).toEqual(['plan', 'error']);
    }
  });

  it('leaves later volumes and what is no archive out', async () => {
    await put({ 'x.part1.eti': second, 'x.part2.eti': first, 'readme.txt': first });
    await put({ 'deep.eti': first }, 'quux/below');
    const { said } = unpack(await ask(wanted()));
    expect(said.filter((word) => word.startsWith('archive-begin'))).toEqual(['archive-begin x.part1.eti']);
  });
});

describe('a request for a stream is refused', () => {
  it('for what is not served', async () => {
    await expectRefusal(wanted(), /not served/);
    await put({ 'a.eti': first });
    lab.served.set('quux', '20200101');
    await expectRefusal(wanted(), /Version 20200101/);
  });

  it('for other bytes than the asker wants', async () => {
    await put({ 'a.eti': first });
    await expectRefusal(wanted(begin, manifestId), /not known to have these bytes/);
    lab.hashing = { ...lab.hashing, manifestId: () => otherManifestId };
    await expectRefusal(wanted(begin, manifestId), /not known to have these bytes/);
  });

  it('when an archive has changed since it was hashed, later volumes too', async () => {
    await put({ 'a.part1.eti': first, 'a.part2.eti': second });
    lab.hashing = { ...lab.hashing, isUnchanged: (_, file) => file !== 'a.part2.eti' };
    await expectRefusal(wanted(), /a.part2.eti has changed/);
  });

  it('where nothing can be unpacked', async () => {
    await using plain = await openServeLab();
    plain.served.set('quux', version);
    const { reader } = await send(await plain.connect(), wanted());
    expect(await reader.message(1000)).toMatchObject({ ok: false, code: 'not-supported-yet' });
    expect(plain.outbound.counts()).toEqual({});
  });
});

describe('a stream that cannot go on', () => {
  it('says so in a word', async () => {
    await put({ 'a.eti': [...second, { path: 'bad.pak', size: 10, damaged: true }] });
    const parts = await ask(wanted());
    expect(parts.at(-1)).toEqual({ kind: 'error', code: 'archive-corrupt', message: 'a.eti is damaged: bad.pak.' });
    expect(parts.some(({ kind }) => kind === 'complete')).toBe(false);
    await expectIdle();
  });

  it('says so when an archive changes under it', async () => {
    await put({ 'a.eti': second });
    let same = true;
    lab.hashing = { ...lab.hashing, isUnchanged: () => same };
    hooks.onFrame = () => void (same = false);
    expect((await ask(wanted())).at(-1)).toMatchObject({ kind: 'error', message: 'a.eti has changed on this PC.' });
  });

  it('wakes the unpacker when the receiver has gone, though it waits for it', async () => {
    await put({ 'a.eti': [large] });
    const asked = await send(asker, wanted());
    await read(asked, 'file-begin');
    expect(lab.outbound.counts()).toEqual({ quux: 1 });
    asked.stream.reset();
    await expectIdle();
    expect(ended).toEqual(['a.eti']);
  });

  it('gives way at once to whoever changes the game, though the receiver is stalled', async () => {
    await put({ 'a.eti': [large] });
    const asked = await send(asker, wanted());
    await read(asked, 'file-begin');
    await lab.outbound.drain('quux');
    expect(lab.outbound.counts()).toEqual({});
    expect(ended).toEqual(['a.eti']);
    await expect(asked.reader.bytes(mib * 10).then(async function on(part): Promise<null> {
      return part === null ? null : on(await asked.reader.bytes(mib * 10));
    })).rejects.toThrow(); // prettier-ignore
  });

  it('holds the game before it looks whether it may be sent', async () => {
    await put({ 'a.eti': second });
    const seen: object[] = [];
    lab.hashing = { ...lab.hashing, isUnchanged: () => seen.push(lab.outbound.counts()) > 0 };
    await ask(wanted());
    expect(seen[0]).toEqual({ quux: 1 });
  });
});

describe('a limit of this PC', () => {
  it('does not count as a receiver that has stalled', async () => {
    await lab[Symbol.asyncDispose]();
    const held = holdClock();
    const limiter = createRateLimiter(held.clock);
    limiter.setLimit(500);
    await open({ clock: held.clock, limiter });
    await put({ 'a.eti': first });
    const state = { isDone: false };
    const reading = ask(wanted()).finally(() => (state.isDone = true));
    while (!state.isDone) {
      await held.passInTurns(1000);
      await new Promise((resolve) => void setImmediate(resolve));
    }
    expect(unpack(await reading).said.at(-1)).toBe('complete');
    expect(held.clock.nowMs()).toBeGreaterThan(300_000);
  });
});

it('gives a receiver up that takes nothing', async () => {
  await lab[Symbol.asyncDispose]();
  const held = holdClock();
  await open({ clock: held.clock });
  await put({ 'a.eti': [large] });
  const asked = await send(asker, wanted());
  await read(asked, 'file-begin');
  await expect.poll(() => held.waits().some((ms) => ms > 60_000), { interval: 5 }).toBe(true);
  held.pass(6 * 60_000);
  await expectIdle();
});

it('tells a third receiver at once that others come first, and sends when one of them has all', async () => {
  await lab[Symbol.asyncDispose]();
  await open({ clock: holdClock().clock });
  await put({ 'a.eti': second });
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let begun = 0;
  const reached = Promise.withResolvers<void>();
  hooks.onFrame = (frame) => {
    if (frame.kind !== 'file-begin') return undefined;
    const gate = gates[begun++];
    if (begun === 2) reached.resolve();
    return gate?.promise;
  };
  const asks = [await send(await lab.connect(), wanted()), await send(await lab.connect(), wanted())];
  await reached.promise;
  const third = await send(asker, wanted());
  await third.reader.message(1000);
  const next = createStreamFrameReader(third.reader);
  expect(await next()).toEqual({ kind: 'alive', waiting: true });
  expect(begun).toBe(2);
  gates[0]?.resolve();
  const parts: (StreamPart | null)[] = [];
  for (let part = await next(); part !== null; part = await next()) parts.push(part);
  await third.stream.end();
  expect([parts[0]?.kind, parts.at(-1)?.kind]).toEqual(['plan', 'complete']);
  gates[1]?.resolve();
  for (const asked of asks) expect((await read(asked)).at(-1)?.kind).toBe('complete');
  await expectIdle();
});

it('keeps telling that it is there while there is nothing to send', async () => {
  await lab[Symbol.asyncDispose]();
  const held = holdClock();
  await open({ clock: held.clock });
  await put({ 'a.eti': second });
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  hooks.onFrame = () => {
    reached.resolve();
    return gate.promise;
  };
  const { reader } = await send(asker, wanted());
  await reader.message(1000);
  const next = createStreamFrameReader(reader);
  expect((await next())?.kind).toBe('plan');
  await reached.promise;
  held.pass(streamAliveMs);
  expect((await next())?.kind).toBe('archive-begin');
  held.pass(streamAliveMs);
  expect((await next())?.kind).toBe('alive');
  gate.resolve();
  expect((await next())?.kind).toBe('file-begin');
  while ((await next()) !== null);
  expect(held.waits()).toEqual([]);
});
