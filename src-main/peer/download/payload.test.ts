import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Disk, DiskFile } from '../disk/disk.ts';
import { realDisk } from '../disk/real-disk.ts';
import { gameStatePaths } from '../disk/state-dir.ts';
import { holdClock } from '../edge/testing/held-clock.ts';
import type { Manifest } from '../rules/manifest.ts';
import { PieceSet } from '../rules/piece-set.ts';
import { recoverDownload, sweepDownload } from './commit-download.ts';
import { openDownloadLog } from './download-log.ts';
import { openPayload, readResumable, type Payload, type PayloadPlan } from './payload.ts';
import {
  bytesOf,
  fastDisk,
  fileHasher,
  gameId,
  makePlace,
  manifestOf,
  never,
  openIn,
  placeIn,
  planOf,
  putFiles,
  readTree,
  rootIn,
  runDownload,
  wrongPieces,
  type Files,
} from './testing/download-fixture.ts';

const files: Files = { 'a.eti': 'first archive', 'b.eti': 'second', 'docs/x': '', 'version.ini': '20240101' };
const manifest = manifestOf(files);
const plan = planOf(manifest);
const unhashed = (changes: Partial<PayloadPlan> = {}) =>
  planOf(manifest, { manifest: null, manifestId: null, ...changes });

let dir: string;
beforeEach(async () => {
  dir = await makePlace('payload');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const inPayload = (name: string) => path.join(rootIn(dir), '.download', name);
const write = async (payload: Payload, indexes: readonly number[], checked = true) => {
  for (const piece of payload.pieces.filter(({ index }) => indexes.includes(index)))
    await payload.write(piece, bytesOf(files, manifest, piece), checked);
};
const here = ({ have }: Payload) => Array.from({ length: have.size }, (_, index) => index).filter((i) => have.has(i));
const noted = async () => (await readResumable(placeIn(realDisk, dir)))?.have;

/** A download that was broken off with these pieces. */
async function leave(indexes: readonly number[], by: PayloadPlan = plan): Promise<void> {
  const payload = await openIn(fastDisk, dir, by);
  await write(payload, indexes, by.manifest !== null);
  await payload.close();
}

const fail = async (code: string): Promise<never> => {
  throw Object.assign(new Error(code), { code, path: '/a/file' });
};

/** A disk whose open files fail to sync, or do so only when they are told. */
function syncingDisk(datasync: () => Promise<void>): Disk {
  const open: Disk['open'] = async (file, mode): Promise<DiskFile> => ({
    ...(await fastDisk.open(file, mode)),
    datasync,
  });
  return { ...fastDisk, open };
}

describe('a new payload', () => {
  it('has every file at full length, with nothing in it, and the note says so', async () => {
    const payload = await openIn(fastDisk, dir, plan);
    for (const { path: name, size } of plan.files) expect(statSync(inPayload(name)).size).toBe(size);
    expect(readFileSync(inPayload('a.eti'))).toEqual(Buffer.alloc(13));
    expect(payload.have.count).toBe(0);
    expect((await noted())?.count).toBe(0);
    await payload.close();
  });

  it('writes pieces at their places and tells where', async () => {
    const payload = await openIn(fastDisk, dir, plan);
    await write(payload, [3, 0, 2, 1]);
    expect(readFileSync(payload.fileOf('a.eti'), 'utf8')).toBe(files['a.eti']);
    expect(here(payload)).toEqual([0, 1, 2, 3]);
    await expect(payload.sync()).rejects.toMatchObject({ code: 'internal' });
  });

  it('never touches a directory that is not ours', async () => {
    putFiles(inPayload(''), { mine: 'keep' });
    await expect(openIn(fastDisk, dir, plan)).rejects.toMatchObject({ code: 'disk-error' });
    expect(readFileSync(inPayload('mine'), 'utf8')).toBe('keep');
    expect(await recoverDownload(placeIn(fastDisk, dir))).toBe('nothing');
    expect(readFileSync(inPayload('mine'), 'utf8')).toBe('keep');
  });

  it('refuses hashes of other files', async () => {
    const other = manifestOf({ ...files, 'b.eti': 'longer than before' });
    await expect(openIn(fastDisk, dir, { ...plan, manifest: other })).rejects.toThrow('other files');
  });
});

describe('resuming', () => {
  it('goes on with what is there', async () => {
    await leave([0, 4]);
    const found = await readResumable(placeIn(fastDisk, dir));
    expect(found).toMatchObject({ version: plan.version, manifestId: plan.manifestId, manifest, haveBytes: 8 });
    expect(found?.files).toEqual(plan.files);
    expect(await recoverDownload(placeIn(fastDisk, dir))).toBe('resumable');
    const payload = await openIn(fastDisk, dir, plan);
    expect(here(payload)).toEqual([0, 4]);
    expect(payload.doubtful).toEqual([]);
    expect(wrongPieces(payload, files, manifest)).toEqual([]);
    await payload.close();
  });

  it.each<[string, () => void]>([
    ['too short', () => truncateSync(inPayload('a.eti'), 5)],
    ['too long', () => truncateSync(inPayload('a.eti'), 50)],
    ['missing', () => rmSync(inPayload('a.eti'))],
    [
      'a folder',
      () => {
        rmSync(inPayload('a.eti'));
        mkdirSync(inPayload('a.eti'));
      },
    ],
  ])('loses the pieces of one file only when it is %s', async (_what, damage) => {
    await leave([0, 1, 4]);
    damage();
    const payload = await openIn(fastDisk, dir, plan);
    expect(here(payload)).toEqual([4]);
    expect(statSync(inPayload('a.eti')).size).toBe(13);
    await payload.close();
  });

  it('notes the loss before the file is made anew, so that it never counts again', async () => {
    await leave([0, 1, 4]);
    truncateSync(inPayload('a.eti'), 5);
    const disk: Disk = { ...fastDisk, open: () => fail('EIO') };
    await expect(openIn(disk, dir, plan)).rejects.toThrow('EIO');
    // As if the file had been made, but nothing else.
    writeFileSync(inPayload('a.eti'), Buffer.alloc(13));
    const payload = await openIn(fastDisk, dir, plan);
    expect(here(payload)).toEqual([4]);
    await payload.close();
  });

  const others: [string, Partial<PayloadPlan>][] = [
    ['another version', { version: '20250101' }],
    ['hashes that nobody knows any more', { manifest: null, manifestId: null }],
  ];
  it.each(others)('starts anew with %s', async (_what, changes) => {
    await leave([0, 1, 4]);
    const payload = await openIn(fastDisk, dir, { ...plan, ...changes });
    expect(payload.have.count).toBe(0);
    expect(readFileSync(inPayload('a.eti'))).toEqual(Buffer.alloc(13));
    await payload.close();
  });

  const changed: [string, Manifest, number[], number[]][] = [
    ['other pieces', manifestOf(files, 8), [0], [0]],
    ['a file that has grown', manifestOf({ ...files, 'b.eti': 'longer than before' }), [0, 1], [0, 1]],
    ['a file less', manifestOf({ 'b.eti': 'second', 'version.ini': '20240101' }), [0], [0]],
    ['a file more', manifestOf({ '0.eti': 'five!', ...files }), [2, 3, 6], [2, 3, 6]],
    ['other bytes in a file', manifestOf({ ...files, 'b.eti': 'sXcond' }), [0, 1, 4], [0, 1]],
    ['a folder where a file was', manifestOf({ 'a.eti/x': 'y', 'b.eti': 'second', 'version.ini': '20240101' }), [1], [1]], // prettier-ignore
  ];
  it.each(changed)('goes on with the same files of another list, once they are checked: %s', async (...row) => {
    const [, other, doubtful, right] = row;
    await leave([0, 1, 4]);
    const payload = await openIn(fastDisk, dir, planOf(other));
    expect(here(payload)).toEqual([]);
    expect(payload.doubtful).toEqual(doubtful);
    await payload.settleDoubts(fileHasher, never);
    expect(here(payload)).toEqual(right);
    await payload.close();
  });

  it('goes on with the same files of another list as long as nobody knows hashes', async () => {
    await leave([0, 1, 4], unhashed());
    const { 'a.eti': _gone, ...fewer } = files;
    const payload = await openIn(fastDisk, dir, planOf(manifestOf(fewer), { manifest: null, manifestId: null }));
    expect([here(payload), payload.doubtful]).toEqual([[0], []]);
    await payload.close();
  });

  it('takes a payload of another games folder for what it is', async () => {
    await leave([0, 1, 4]);
    const elsewhere = { ...placeIn(fastDisk, dir), gameDir: path.join(dir, 'other') };
    mkdirSync(path.join(elsewhere.gameDir, gameId), { recursive: true });
    expect(await recoverDownload(elsewhere)).toBe('nothing');
    expect(await recoverDownload(placeIn(fastDisk, dir))).toBe('resumable');
    // A download there replaces the note; what is here is not what it speaks of.
    const there = await openPayload({ ...elsewhere, plan, clock: holdClock().clock });
    await write(there, [2, 3]);
    await there.close();
    expect(await noted()).toBeUndefined();
    expect(await recoverDownload(placeIn(fastDisk, dir))).toBe('nothing');
    expect(existsSync(inPayload(''))).toBe(false);
    expect(await recoverDownload(elsewhere)).toBe('resumable');
  });

  it('sweeps a payload of ours whose note is damaged', async () => {
    await leave([0]);
    writeFileSync(gameStatePaths(path.join(dir, 'state'), gameId).download, '{"schema":2');
    expect(await recoverDownload(placeIn(fastDisk, dir))).toBe('nothing');
    expect(existsSync(inPayload(''))).toBe(false);
  });

  it('answers no hashes when their file is damaged, and writes them again', async () => {
    await leave([0]);
    writeFileSync(gameStatePaths(path.join(dir, 'state'), gameId).downloadManifest, '{}');
    expect(await readResumable(placeIn(fastDisk, dir))).toMatchObject({ manifestId: plan.manifestId, manifest: null });
    await leave([1]);
    expect(await readResumable(placeIn(fastDisk, dir))).toMatchObject({ manifest });
  });
});

describe('what versions without resuming have left', () => {
  const state = { schema: 1, gameId, version: plan.version, files: plan.files };
  const put = async (phase: string) => {
    const log = openDownloadLog(fastDisk, path.join(dir, 'state'), gameId);
    await log.writeBrought('20200101', [], null);
    writeFileSync(gameStatePaths(path.join(dir, 'state'), gameId).download, JSON.stringify({ ...state, phase }));
    const { 'version.ini': sentinel = '', ...rest } = files;
    putFiles(inPayload(''), { ...rest, '.lanspread_owned': 'Made by lanspread.' });
    putFiles(rootIn(dir), { '.version.ini.tmp': sentinel });
  };

  it('carries its commit through', async () => {
    await put('committing');
    expect(await recoverDownload(placeIn(fastDisk, dir))).toBe('committed');
    expect(readTree(rootIn(dir))).toEqual(files);
    expect(await recoverDownload(placeIn(fastDisk, dir))).toBe('nothing');
  });

  it('sweeps its download', async () => {
    await put('downloading');
    expect(await readResumable(placeIn(fastDisk, dir))).toBeNull();
    expect(await recoverDownload(placeIn(fastDisk, dir))).toBe('nothing');
    expect(readTree(rootIn(dir))).toEqual({});
  });
});

describe('noting', () => {
  it('happens after a while, behind a sync, without holding up writes', async () => {
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const { clock, pass } = holdClock();
    const disk = syncingDisk(async () => {
      asked.resolve();
      await gate.promise;
    });
    const payload = await openIn(disk, dir, plan, clock);
    await write(payload, [0]);
    pass(1999);
    expect((await noted())?.count).toBe(0);
    pass(1);
    await asked.promise;
    await write(payload, [1, 4]);
    expect((await noted())?.count).toBe(0);
    gate.resolve();
    await payload.checkpoint();
    expect((await noted())?.count).toBe(3);
    await payload.close();
  });

  it('happens at once after 64 MiB', async () => {
    const large: Manifest = { ...manifest, files: [{ path: 'version.ini', size: 5 * 16 * 2 ** 20, pieces: [] }] };
    const sized = planOf(large, { pieceBytes: 16 * 2 ** 20, manifest: null, manifestId: null });
    const synced = Promise.withResolvers<void>();
    const payload = await openIn(
      syncingDisk(async () => synced.resolve()),
      dir,
      sized,
    );
    const bytes = new Uint8Array(16 * 2 ** 20);
    for (const piece of payload.pieces.slice(0, 4)) await payload.write(piece, bytes);
    await synced.promise;
    await payload.close();
    expect((await noted())?.count).toBe(4);
  });

  it.each(['write', 'sync'] as const)('tells a sync that failed in the background at the next %s', async (call) => {
    const { clock, pass } = holdClock();
    let syncs = 0;
    const failed = Promise.withResolvers<void>();
    // The system tells it once.
    const disk = syncingDisk(async () => {
      syncs += 1;
      if (syncs > 1) return;
      failed.resolve();
      await fail('EIO');
    });
    const payload = await openIn(disk, dir, plan, clock);
    await write(payload, [0, 1]);
    pass(2000);
    await failed.promise;
    await payload.checkpoint().catch(() => undefined);
    const next = call === 'write' ? write(payload, [4]) : payload.sync();
    await expect(next).rejects.toMatchObject({ code: 'EIO', path: '/a/file' });
    await payload.close();
    expect((await noted())?.count).toBe(0);
  });

  it('keeps payload and note when the disk is full', async () => {
    await leave([0, 1]);
    const full = syncingDisk(async () => undefined);
    let writes = 0;
    const disk: Disk = {
      ...full,
      open: async (file, mode) => ({
        ...(await full.open(file, mode)),
        writeAt: async () => (writes++ > 0 ? undefined : fail('ENOSPC')),
      }),
    };
    const payload = await openIn(disk, dir, plan);
    await expect(write(payload, [4])).rejects.toMatchObject({ code: 'ENOSPC' });
    await payload.close();
    expect(here(payload)).toEqual([0, 1]);
    expect((await noted())?.count).toBe(2);
  });
});

describe('pieces in doubt', () => {
  it('come from a run that knew no hashes; each is hashed before it counts', async () => {
    await leave([0, 1, 4], unhashed());
    writeFileSync(inPayload('b.eti'), 'sXcond');
    const payload = await openIn(fastDisk, dir, plan);
    expect(here(payload)).toEqual([]);
    expect(payload.doubtful).toEqual([0, 1, 4]);
    expect(await payload.settleDoubts(fileHasher, never)).toEqual({ right: [0, 1], wrong: [4] });
    expect(here(payload)).toEqual([0, 1]);
    await payload.close();
    expect(await readResumable(placeIn(fastDisk, dir))).toMatchObject({ manifestId: plan.manifestId, haveBytes: 8 });
  });

  it('stay in doubt when that run ends before they were looked at', async () => {
    await leave([0, 1, 4], unhashed());
    await leave([2]);
    expect(await readResumable(placeIn(fastDisk, dir))).toMatchObject({ manifestId: null, haveBytes: 16 });
    const payload = await openIn(fastDisk, dir, plan);
    expect(payload.doubtful).toEqual([0, 1, 2, 4]);
    await payload.close();
  });

  it('are all of them when hashes become known meanwhile, those that are just being written too', async () => {
    const payload = await openIn(fastDisk, dir, unhashed());
    await write(payload, [0, 1], false);
    const late = write(payload, [2], false);
    await payload.adopt(manifest, plan.manifestId ?? '');
    await late;
    expect(payload.have.count).toBe(0);
    expect(payload.doubtful).toEqual([0, 1, 2]);
    await payload.settleDoubts(fileHasher, never);
    expect(here(payload)).toEqual([0, 1, 2]);
    await payload.close();
    expect(await readResumable(placeIn(fastDisk, dir))).toMatchObject({ manifestId: plan.manifestId, manifest });
  });

  it('count when they are written again, checked', async () => {
    await leave([0], unhashed());
    writeFileSync(inPayload('a.eti'), 'wrong archive');
    const payload = await openIn(fastDisk, dir, plan);
    await write(payload, [0]);
    expect(payload.doubtful).toEqual([]);
    expect(wrongPieces(payload, files, manifest)).toEqual([]);
    await payload.close();
  });

  it('are not replaced by others in doubt', async () => {
    const payload = await openIn(fastDisk, dir, unhashed());
    await payload.adopt(manifest, plan.manifestId ?? '');
    await write(payload, [0], false);
    const [piece] = payload.pieces;
    if (piece !== undefined) await payload.write(piece, Buffer.from('XXXX'), false);
    expect(await payload.settleDoubts(fileHasher, never)).toEqual({ right: [0], wrong: [] });
    await payload.close();
  });

  it('never come after checked bytes of the same piece', async () => {
    const payload = await openIn(fastDisk, dir, unhashed());
    const [piece] = payload.pieces;
    if (piece === undefined) throw new Error('no piece');
    const adopted = payload.adopt(manifest, plan.manifestId ?? '');
    const right = payload.write(piece, bytesOf(files, manifest, piece), true);
    const wrong = payload.write(piece, Buffer.from('XXXX'), false);
    await Promise.all([adopted, right, wrong]);
    expect(here(payload)).toEqual([0]);
    expect(wrongPieces(payload, files, manifest)).toEqual([]);
    await payload.close();
  });
});

describe('dropping', () => {
  it('is noted at once', async () => {
    await leave([0, 1, 4]);
    const payload = await openIn(fastDisk, dir, plan);
    expect(await payload.drop(1)).toEqual([1]);
    expect(await noted()).toEqual(new PieceSet(8, Uint8Array.of(0b10001)));
    await write(payload, [1]);
    expect(here(payload)).toEqual([0, 1, 4]);
    await payload.close();
  });

  it('takes back a piece whose sync is under way', async () => {
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const disk = syncingDisk(async () => {
      asked.resolve();
      await gate.promise;
    });
    const payload = await openIn(disk, dir, plan);
    await write(payload, [0, 1]);
    const checkpoint = payload.checkpoint();
    await asked.promise;
    const dropped = payload.drop(0);
    gate.resolve();
    await Promise.all([checkpoint, dropped]);
    expect(await noted()).toEqual(new PieceSet(8, Uint8Array.of(0b10)));
    await payload.close();
  });
});

describe('kept files', () => {
  const keep = ['a.eti'];
  beforeEach(() => putFiles(rootIn(dir), { 'a.eti': files['a.eti'] ?? '' }));

  it('count as here and are not in the payload', async () => {
    const payload = await openIn(fastDisk, dir, { ...plan, keep });
    expect(here(payload)).toEqual([0, 1, 2, 3]);
    expect(payload.fileOf('a.eti')).toBe(path.join(rootIn(dir), 'a.eti'));
    expect(existsSync(inPayload('a.eti'))).toBe(false);
    await payload.close();
    expect(await readResumable(placeIn(fastDisk, dir))).toMatchObject({ keep, haveBytes: 13 });
  });

  it('are fetched when they are gone by then, whatever was noted', async () => {
    await leave([4], { ...plan, keep });
    writeFileSync(path.join(rootIn(dir), 'a.eti'), 'shorter');
    const payload = await openIn(fastDisk, dir, { ...plan, keep });
    expect(here(payload)).toEqual([4]);
    expect(payload.fileOf('a.eti')).toBe(inPayload('a.eti'));
    await payload.close();
  });

  it('do not count by an empty file of the right length in the payload', async () => {
    await leave([4], { ...plan, keep });
    writeFileSync(inPayload('a.eti'), Buffer.alloc(13));
    const payload = await openIn(fastDisk, dir, plan);
    expect(here(payload)).toEqual([4]);
    await payload.close();
  });

  it('replace what of them was in the payload', async () => {
    await leave([0, 4]);
    const payload = await openIn(fastDisk, dir, { ...plan, keep });
    expect(here(payload)).toEqual([0, 1, 2, 3, 4]);
    expect(existsSync(inPayload('a.eti'))).toBe(false);
    await payload.close();
  });

  it('come into the payload when one of their pieces turns out wrong', async () => {
    const payload = await openIn(fastDisk, dir, { ...plan, keep });
    expect(await payload.drop(2)).toEqual([0, 1, 2, 3]);
    await write(payload, [0, 1, 2, 3, 4]);
    expect(wrongPieces(payload, files, manifest)).toEqual([]);
    expect(readFileSync(inPayload('a.eti'), 'utf8')).toBe(files['a.eti']);
    await payload.close();
    expect(await readResumable(placeIn(fastDisk, dir))).toMatchObject({ keep: [] });
  });

  it('are looked at once more before the commit', async () => {
    const run = { disk: fastDisk, dir, files, manifest, inPlace: false };
    const onOpen = () => writeFileSync(path.join(rootIn(dir), 'a.eti'), 'changed by its owner');
    await expect(runDownload({ ...run, onOpen })).rejects.toMatchObject({ code: 'bad-data' });
    expect(readTree(rootIn(dir))).toMatchObject({ 'a.eti': 'changed by its owner' });
    expect(await recoverDownload(placeIn(fastDisk, dir))).toBe('resumable');
    await runDownload(run);
    expect(readTree(rootIn(dir))).toEqual(files);
  });
});

it('cancelling leaves nothing of a download and everything else', async () => {
  putFiles(rootIn(dir), { 'local/save': 'mine', 'version.ini': 'old' });
  await leave([0, 1]);
  await sweepDownload(placeIn(fastDisk, dir));
  expect(readTree(rootIn(dir))).toEqual({ 'local/save': 'mine', 'version.ini': 'old' });
  expect(readTree(path.join(dir, 'state'))).toEqual({});
});
