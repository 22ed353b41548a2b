import { symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Disk } from '../disk/disk.ts';
import { recoverDownload, sweepDownload } from './commit-download.ts';
import { openDownloadLog } from './download-log.ts';
import { freeInPlace, reclaimable, requireSpace } from './in-place.ts';
import { readResumable, type PayloadPlan } from './payload.ts';
import {
  bytesOf,
  fastDisk,
  gameId,
  makePlace,
  manifestOf,
  openIn,
  placeIn,
  planOf,
  putFiles,
  readTree,
  rootIn,
  type Files,
} from './testing/download-fixture.ts';

const mib = 2 ** 20;
const marginBytes = 64 * mib;
const blob = (size: number) => 'x'.repeat(size);
const files: Files = { 'game.eti': blob(2 * mib), 'same.eti': blob(mib), 'version.ini': '20240101' };
const manifest = manifestOf(files, mib);
const old: Files = {
  'game.eti': blob(3 * mib),
  'gone.eti': blob(mib),
  'grown.eti': blob(2 * mib),
  'same.eti': files['same.eti'] ?? '',
  'version.ini': '20200101',
};
const owners: Files = { 'local/save': blob(mib), 'mine.eti': blob(mib) };
const plan = planOf(manifest, { keep: ['same.eti'] });

let dir: string;
let root: string;
beforeEach(async () => {
  dir = await makePlace('in-place');
  root = rootIn(dir);
  putFiles(root, { ...old, ...owners });
  const brought = Object.entries(old).map(([name, { length }]) => ({ path: name, size: length }));
  const grown = brought.map((file) => (file.path === 'grown.eti' ? { ...file, size: 1 } : file));
  await openDownloadLog(fastDisk, path.join(dir, 'state'), gameId).writeBrought('20200101', grown, null);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const options = (changes: Partial<PayloadPlan> = {}, disk: Disk = fastDisk) => ({
  ...placeIn(disk, dir),
  root,
  plan: { ...plan, ...changes },
});
const withFree = (bytes: number): Disk => ({ ...fastDisk, freeBytes: async () => bytes });

describe('giving the old version up', () => {
  it('frees what is replaced and what the last download brought, and nothing else', async () => {
    expect(await reclaimable(options())).toBe(4 * mib);
    await freeInPlace(options());
    const left = Object.keys(readTree(root)).filter((name) => !name.startsWith('.download'));
    expect(left.toSorted()).toEqual(['.version.ini.discarded', 'grown.eti', 'local/save', 'mine.eti', 'same.eti']);
    expect(await reclaimable(options())).toBe(0);
    expect(await readResumable(placeIn(fastDisk, dir))).toMatchObject({ inPlace: true });
  });

  it('follows no link', async () => {
    await rm(path.join(root, 'game.eti'));
    putFiles(path.join(dir, 'elsewhere'), { precious: blob(2 * mib) });
    symlinkSync(path.join(dir, 'elsewhere/precious'), path.join(root, 'game.eti'));
    expect(await reclaimable(options())).toBe(mib);
    await freeInPlace(options());
    expect(readTree(path.join(dir, 'elsewhere'))).toHaveProperty('precious');
  });

  it('takes no kept file for another one, whatever its case', async () => {
    const log = openDownloadLog(fastDisk, path.join(dir, 'state'), gameId);
    await log.writeBrought('20200101', [{ path: 'SAME.eti', size: mib }], null);
    putFiles(root, { 'SAME.eti': blob(mib) });
    await freeInPlace(options());
    expect(readTree(root)).toHaveProperty(['SAME.eti']);
  });

  it('is noted before anything is touched', async () => {
    const seen: (boolean | undefined)[] = [];
    const note = async () => void seen.push((await readResumable(placeIn(fastDisk, dir)))?.inPlace);
    const disk: Disk = {
      ...fastDisk,
      rename: async (from, to) => {
        if (from === path.join(root, 'version.ini')) await note();
        await fastDisk.rename(from, to);
      },
      removeFile: async (file) => {
        if (path.dirname(file) === root && file.endsWith('.eti')) await note();
        await fastDisk.removeFile(file);
      },
    };
    await freeInPlace(options({}, disk));
    expect(seen).toEqual([true, true, true]);
  });

  it('keeps what was downloaded before', async () => {
    const payload = await openIn(fastDisk, dir, plan);
    const [piece] = payload.pieces;
    if (piece !== undefined) await payload.write(piece, bytesOf(files, manifest, piece));
    await payload.close();
    await freeInPlace(options());
    const again = await openIn(fastDisk, dir, { ...plan, inPlace: true });
    expect(again.have.has(0)).toBe(true);
    await again.close();
  });

  it('leaves no downloaded game when it is cancelled then', async () => {
    await freeInPlace(options());
    expect(await recoverDownload(placeIn(fastDisk, dir))).toBe('resumable');
    await sweepDownload(placeIn(fastDisk, dir));
    const left = ['grown.eti', 'local/save', 'mine.eti', 'same.eti'];
    expect(Object.keys(readTree(root)).toSorted()).toEqual(left);
  });
});

describe('the look at the free space', () => {
  const needed = 2 * mib + 8 + marginBytes;

  it('counts what is neither kept nor written', async () => {
    await requireSpace(options({}, withFree(needed)));
    await expect(requireSpace(options({ keep: [] }, withFree(needed)))).rejects.toMatchObject({ code: 'disk-full' });
    const payload = await openIn(fastDisk, dir, plan);
    const [piece] = payload.pieces;
    if (piece !== undefined) await payload.write(piece, bytesOf(files, manifest, piece));
    await payload.close();
    await requireSpace(options({}, withFree(needed - mib)));
    await expect(requireSpace(options({}, withFree(needed - 2 * mib)))).rejects.toMatchObject({ code: 'disk-full' });
  });

  it('says when replacing in place would do, and passes when that was chosen', async () => {
    const tight = withFree(needed - 4 * mib);
    await expect(requireSpace(options({}, tight))).rejects.toMatchObject({
      code: 'disk-full',
      hint: expect.stringMatching(/Free at least .* or replace the old version in place: .* no way back/) as string,
    });
    await requireSpace(options({ inPlace: true }, tight));
  });

  it.each([false, true])('says only what to free when even that would not do (chosen: %s)', async (inPlace) => {
    await expect(requireSpace(options({ inPlace }, withFree(needed - 4 * mib - 1)))).rejects.toMatchObject({
      code: 'disk-full',
      hint: expect.not.stringContaining('in place') as string,
    });
  });

  it('asks for nothing when everything is there', async () => {
    const payload = await openIn(fastDisk, dir, plan);
    for (const piece of payload.pieces) await payload.write(piece, bytesOf(files, manifest, piece));
    await payload.close();
    await requireSpace(options({}, withFree(0)));
  });
});
