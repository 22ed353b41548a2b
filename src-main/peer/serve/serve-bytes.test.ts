import { mkdir, open, rename, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RateLimiter } from '../edge/rate-limiter.ts';
import type { PeerRequest } from '../protocol/messages.ts';
import type { Connection } from '../transport/transport.ts';
import {
  ask,
  chunk,
  makePartial,
  openServeLab,
  otherManifestId,
  readAnswer,
  readBytes,
  send,
  version,
  type ServeLab,
} from './testing/serve-lab.ts';

const kib = 1024;
const mib = 1024 * kib;
/** More than all windows between a sender and a reader that does not read. */
const stallBytes = 6 * mib;

let lab: ServeLab;
let asker: Connection;
beforeEach(async () => {
  lab = await openServeLab();
  asker = await lab.connect();
});
afterEach(() => lab[Symbol.asyncDispose]());

async function expectRefusal(request: PeerRequest, message: string): Promise<void> {
  const { head, bytes } = await ask(asker, request);
  expect(head).toEqual({ ok: false, code: 'request-refused', message });
  expect(bytes).toHaveLength(0);
  await expectIdle();
}

/** The last file is given back after its last byte has arrived. */
async function expectIdle(at: ServeLab = lab): Promise<void> {
  await expectActive({}, at);
}

async function expectActive(counts: Record<string, number>, at: ServeLab = lab): Promise<void> {
  await expect.poll(() => at.outbound.counts(), { interval: 5, timeout: 10_000 }).toEqual(counts);
}

const wholeFile = (file: string): PeerRequest => ({ type: 'get-game-file-data', gameId: 'quux', version, path: file });

describe('a served game', () => {
  let content: Buffer;
  beforeEach(async () => {
    content = await lab.write('quux/a.eti', 1.3 * mib);
    lab.served.set('quux', version);
  });

  it.each([
    ['the first byte', 0, 1],
    ['a range in the middle', 12_345, 6789],
    ['one block', 0, 512 * kib],
    ['one block and a byte', 7, 512 * kib + 1],
    ['nearly everything', 1, Math.floor(1.3 * mib) - 1],
  ])('gives %s', async (_what, offset, length) => {
    const { head, bytes } = await ask(asker, chunk('quux', 'a.eti', offset, length));
    expect(head).toEqual({ ok: true, length });
    expect(bytes.equals(content.subarray(offset, offset + length))).toBe(true);
    await expectIdle();
  });

  it('gives whole files, empty ones too', async () => {
    await lab.write('quux/empty.dat', 0);
    expect((await ask(asker, wholeFile('a.eti'))).bytes.equals(content)).toBe(true);
    expect(await ask(asker, wholeFile('empty.dat'))).toEqual({ head: { ok: true, length: 0 }, bytes: Buffer.alloc(0) });
  });

  it('refuses what lies beyond the end', async () => {
    await expectRefusal(chunk('quux', 'a.eti', content.length - 1, 2), `The file ends at byte ${content.length}.`);
  });

  it('refuses another version', async () => {
    lab.served.set('quux', '20230101');
    await expectRefusal(chunk('quux', 'a.eti', 0, 1), 'Version 20230101 is served here.');
  });

  it('refuses bytes that are known to be others than those that were asked for', async () => {
    lab.hashing = { ...lab.hashing, manifestId: () => otherManifestId };
    await expectRefusal(chunk('quux', 'a.eti', 0, 1), 'quux has other bytes here.');
    expect((await ask(asker, chunk('quux', 'a.eti', 0, 1, otherManifestId))).head).toEqual({ ok: true, length: 1 });
    expect((await ask(asker, chunk('quux', 'a.eti', 0, 1, null))).head).toEqual({ ok: true, length: 1 });
  });

  it('refuses a file that is no longer what was hashed', async () => {
    const asked: unknown[] = [];
    lab.hashing = { ...lab.hashing, isUnchanged: (...args) => asked.push(args) === 0 };
    await expectRefusal(chunk('quux', 'a.eti', 0, 1), 'a.eti has changed on this PC.');
    expect(asked).toMatchObject([
      ['quux', 'a.eti', { size: content.length, mtimeMs: expect.any(Number), inode: expect.any(Number) }],
    ]);
  });

  it.each([
    ['what is installed', 'local/save.dat', 'local/save.dat is not part of the game.'],
    ['a payload', '.download/a.eti', '.download/a.eti is not part of the game.'],
    ['what is not there', 'b.eti', 'b.eti cannot be read here.'],
    ['a folder', 'folder', 'folder is no regular file.'],
    ['a link', 'link.eti', 'link.eti is reached through a link.'],
    ['a file behind a link', 'linked/b.eti', 'linked/b.eti is reached through a link.'],
  ])('refuses %s', async (_what, file, message) => {
    await lab.write('quux/.download/a.eti', 10);
    await lab.write('quux/local/save.dat', 10);
    await lab.write('quux/folder/b.eti', 10);
    await symlink(path.join(lab.gameDir, 'quux', 'a.eti'), path.join(lab.gameDir, 'quux', 'link.eti'));
    await symlink(path.join(lab.gameDir, 'quux', 'folder'), path.join(lab.gameDir, 'quux', 'linked'), 'junction');
    await expectRefusal(chunk('quux', file, 0, 1), message);
  });

  it('refuses a game that is not served', async () => {
    await expectRefusal(chunk('zork', 'a.eti', 0, 1), 'zork is not served here now.');
  });
});

describe('a download under way', () => {
  const sizes = { 'a.eti': 10_000, 'sub/b.eti': 5000, 'version.ini': 9 };
  let content: Buffer;
  beforeEach(async () => {
    content = await lab.write('quux/.download/a.eti', 10_000);
    await lab.write('quux/.download/sub/b.eti', 5000);
  });
  const share = (have: number[]) => {
    const game = makePartial(lab, 'quux', sizes, { have });
    return { game, takeBack: lab.partials.share(game) };
  };

  it.each([
    ['a whole piece', 4096, 4096],
    ['a part of a piece', 5000, 10],
    ['the short last piece', 8192, 1808],
    ['two neighbours', 4096, 5904],
  ])('gives %s', async (_what, offset, length) => {
    share([1, 2]);
    const { head, bytes } = await ask(asker, chunk('quux', 'a.eti', offset, length));
    expect(head).toEqual({ ok: true, length });
    expect(bytes.equals(content.subarray(offset, offset + length))).toBe(true);
    await expectIdle();
  });

  it.each([
    ['a piece that is not here', 'a.eti', 0, 4096],
    ['a byte before a piece', 'a.eti', 4095, 2],
    ['a byte behind the file', 'a.eti', 8192, 1809],
    ['a file without a piece', 'version.ini', 0, 9],
    ['a file that is not in the manifest', 'c.eti', 0, 1],
    ['a file by the name that it has here', '.download/a.eti', 4096, 10],
  ])('refuses %s', async (_what, file, offset, length) => {
    share([1, 2]);
    await expectRefusal(chunk('quux', file, offset, length), `These bytes of ${file} are not here.`);
  });

  it('gives a piece as soon as it is here, and nothing once the game is taken back', async () => {
    const { game, takeBack } = share([]);
    await expectRefusal(chunk('quux', 'a.eti', 0, 4096), 'These bytes of a.eti are not here.');
    game.add(0);
    expect((await ask(asker, chunk('quux', 'a.eti', 0, 4096))).bytes.equals(content.subarray(0, 4096))).toBe(true);
    takeBack();
    await expectRefusal(chunk('quux', 'a.eti', 0, 4096), 'quux is not served here now.');
  });

  it('refuses those who want other bytes, or do not know which they want', async () => {
    share([0, 1, 2]);
    const message = 'Another build of quux is being downloaded here.';
    await expectRefusal(chunk('quux', 'a.eti', 0, 1, otherManifestId), message);
    await expectRefusal(chunk('quux', 'a.eti', 0, 1, null), message);
    await expectRefusal({ ...chunk('quux', 'a.eti', 0, 1), version: '20230101' } as PeerRequest, message);
  });

  it('refuses whole files', async () => {
    share([0, 1, 2]);
    await expectRefusal(wholeFile('a.eti'), 'quux is not served here now.');
  });

  it('follows no links', async () => {
    share([0, 1, 2, 3, 4]);
    const payload = path.join(lab.gameDir, 'quux', '.download');
    const elsewhere = path.join(lab.gameDir, 'elsewhere');
    await rename(path.join(payload, 'a.eti'), path.join(payload, 'real.eti'));
    await symlink(path.join(payload, 'real.eti'), path.join(payload, 'a.eti'));
    await expectRefusal(chunk('quux', 'a.eti', 0, 1), 'a.eti is reached through a link.');
    await rename(path.join(payload, 'sub'), path.join(payload, 'real'));
    await symlink(path.join(payload, 'real'), path.join(payload, 'sub'), 'junction');
    await expectRefusal(chunk('quux', 'sub/b.eti', 0, 1), 'sub/b.eti is reached through a link.');
    await rename(payload, elsewhere);
    await symlink(elsewhere, payload, 'junction');
    await expectRefusal(chunk('quux', 'a.eti', 0, 1), 'a.eti is reached through a link.');
  });

  it('reads nothing outside its game, whatever the download says', async () => {
    await lab.write('other/a.eti', 10_000);
    const places = [path.join(lab.gameDir, 'other', 'a.eti'), path.join(lab.gameDir, '..', 'a.eti')];
    for (const place of places) {
      lab.partials.share({ ...makePartial(lab, 'quux', sizes, { have: [0] }), fileOf: () => place });
      await expectRefusal(chunk('quux', 'a.eti', 0, 1), 'a.eti lies outside the game.');
    }
  });

  it('says so when what should be here is not', async () => {
    lab.partials.share(makePartial(lab, 'quux', { 'gone.eti': 10 }, { have: [0] }));
    await expectRefusal(chunk('quux', 'gone.eti', 0, 10), 'gone.eti cannot be read here.');
    await mkdir(path.join(lab.gameDir, 'quux', '.download', 'folder'));
    lab.partials.share(makePartial(lab, 'quux', { folder: 10 }, { have: [0] }));
    await expectRefusal(chunk('quux', 'folder', 0, 10), 'folder is no regular file.');
  });
});

describe('several requests at once', () => {
  beforeEach(async () => {
    await lab.write('quux/a.eti', stallBytes);
    lab.served.set('quux', version);
  });

  it('answers those of one connection one after the other, in order', async () => {
    const length = mib + 1;
    const arrivals: number[] = [];
    const answers = await Promise.all(
      [0, 1, 2, 3].map(async (index) => {
        const asked = await send(asker, chunk('quux', 'a.eti', index * length, length));
        return readAnswer(asked, () => arrivals.push(index));
      }),
    );
    expect(answers.map(({ bytes }) => bytes.length)).toEqual([length, length, length, length]);
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
    expect(new Set(arrivals).size).toBe(4);
  });

  it('lets others go on when one reader stalls, and the rest of its own line when it gives up', async () => {
    const stalled = await send(asker, chunk('quux', 'a.eti', 0, stallBytes));
    await stalled.reader.message(kib);
    const states = ['waiting', 'waiting'];
    const behind = await Promise.all([1, 2].map((length) => send(asker, chunk('quux', 'a.eti', 0, length))));
    const answers = behind.map((asked, index) =>
      readAnswer(asked).then((answer) => {
        states[index] = 'answered';
        return answer.bytes.length;
      }),
    );
    const other = await lab.connect();
    expect((await ask(other, chunk('quux', 'a.eti', 0, stallBytes))).bytes).toHaveLength(stallBytes);
    expect(states).toEqual(['waiting', 'waiting']);
    stalled.stream.reset();
    expect(await Promise.all(answers)).toEqual([1, 2]);
  });

  it('takes out of the line who gives up in it', async () => {
    const first = await send(asker, chunk('quux', 'a.eti', 0, stallBytes));
    await first.reader.message(kib);
    const given = await Promise.all([1, 2, 3, 4].map((length) => send(asker, chunk('quux', 'a.eti', 0, length))));
    const last = await send(asker, chunk('quux', 'a.eti', 0, 5));
    for (const { stream } of given) stream.reset();
    const rest = readBytes(first);
    expect((await readAnswer(last)).bytes).toHaveLength(5);
    expect(await rest).toHaveLength(stallBytes);
    await expectIdle();
  });

  it('frees everything when the connection ends', async () => {
    for (let i = 0; i < 5; i++) await send(asker, chunk('quux', 'a.eti', 0, stallBytes));
    await expectActive({ quux: 3 });
    await asker.close();
    await expectIdle();
  });

  it('gives up on who says more than the request', async () => {
    const asked = await send(asker, chunk('quux', 'a.eti', 0, stallBytes));
    await asked.reader.message(kib);
    await asked.stream.write(Buffer.from('more'));
    await expect(readBytes(asked)).rejects.toThrow();
    await expectIdle();
  });
});

it('lets a writer wait for those who read a download, and ends them', async () => {
  await lab.write('quux/.download/a.eti', stallBytes);
  lab.partials.share(makePartial(lab, 'quux', { 'a.eti': stallBytes }, { have: [0, 1], pieceBytes: stallBytes / 2 }));
  const asked = await send(asker, chunk('quux', 'a.eti', 0, stallBytes));
  await asked.reader.message(kib);
  expect(lab.outbound.counts()).toEqual({ quux: 1 });
  await lab.outbound.drain('quux');
  expect(lab.outbound.counts()).toEqual({});
  await expect(readBytes(asked)).rejects.toThrow();
});

it('cuts the answer off when the file becomes shorter meanwhile', async () => {
  await lab.write('quux/a.eti', stallBytes);
  lab.served.set('quux', version);
  const asked = await send(asker, chunk('quux', 'a.eti', 0, stallBytes));
  await asked.reader.message(kib);
  const file = await open(path.join(lab.gameDir, 'quux', 'a.eti'), 'r+');
  await file.truncate(mib);
  await file.close();
  await expect(readBytes(asked)).rejects.toThrow();
  await expectIdle();
});

describe('a rate limit', () => {
  /** Holds up some until they are let through; notes what everybody took. */
  function gateLimiter(held: string): { limiter: RateLimiter; taken: Map<string, number>; open: () => void } {
    const taken = new Map<string, number>();
    const gate = Promise.withResolvers<void>();
    const take: RateLimiter['take'] = async (who, bytes, signal) => {
      const aborted = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => aborted.reject(signal.reason as Error), { once: true });
      if (who === held) await Promise.race([gate.promise, aborted.promise]);
      taken.set(who, (taken.get(who) ?? 0) + bytes);
    };
    return {
      limiter: { take, stepBytes: Infinity, isOpen: false, setLimit: () => {} },
      taken,
      open: () => gate.resolve(),
    };
  }

  it('is asked for every byte by the name of who gets it, and holds up nobody else', async () => {
    const gate = gateLimiter('anna');
    await using limited = await openServeLab({ limiter: gate.limiter });
    const content = await limited.write('quux/a.eti', 3 * mib);
    limited.served.set('quux', version);
    limited.names.set('10.1.0.1', 'anna');
    const [anna, stranger] = [await limited.connect('10.1.0.1'), await limited.connect('10.1.0.2')];
    let annaHas = 0;
    const slow = send(anna, chunk('quux', 'a.eti', 0, 3 * mib)).then((asked) =>
      readAnswer(asked, () => (annaHas += 1)),
    );
    const fast = await ask(stranger, chunk('quux', 'a.eti', 0, 3 * mib));
    expect(fast.bytes.equals(content)).toBe(true);
    expect(annaHas).toBe(0);
    gate.open();
    expect((await slow).bytes.equals(content)).toBe(true);
    expect(gate.taken.get('anna')).toBeGreaterThanOrEqual(3 * mib);
    expect(gate.taken.get('10.1.0.2')).toBe(gate.taken.get('anna'));
    expect(limited.uploads.totals().map(({ who, gameId }) => [who, gameId])).toEqual([
      ['10.1.0.2', 'quux'],
      ['anna', 'quux'],
    ]);
  });

  it('is no longer waited for by who gives up, or when a writer needs the game', async () => {
    const gate = gateLimiter('anna');
    await using limited = await openServeLab({ limiter: gate.limiter });
    await limited.write('quux/a.eti', mib);
    limited.served.set('quux', version);
    limited.names.set('10.1.0.1', 'anna');
    const anna = await limited.connect('10.1.0.1');
    const asked = await send(anna, chunk('quux', 'a.eti', 0, mib));
    await expectActive({ quux: 1 }, limited);
    asked.stream.reset();
    await expectIdle(limited);
    await send(anna, chunk('quux', 'a.eti', 0, mib));
    await expectActive({ quux: 1 }, limited);
    await limited.outbound.drain('quux');
    expect(gate.taken.size).toBe(0);
  });
});
