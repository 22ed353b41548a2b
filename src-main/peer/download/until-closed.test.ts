import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Disk } from '../disk/disk.ts';
import { noGamesInUse } from '../edge/games-in-use.ts';
import { recoverDownload, sweepDownload } from './commit-download.ts';
import {
  fastDisk,
  manifestOf,
  placeIn,
  putFiles,
  readTree,
  rootIn,
  runDownload,
  type Files,
} from './testing/download-fixture.ts';

const files: Files = { 'version.ini': '20240101\n', 'game.eti': 'new' };

it('leaves a commit that was cut off alone as long as the game is played', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'lanspread-closed-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  putFiles(path.join(dir, 'state'), { x: '' });
  putFiles(rootIn(dir), { 'version.ini': '20200101\n', 'game.eti': 'old' });
  const locked = path.join(rootIn(dir), 'game.eti');
  const rename: Disk['rename'] = async (from, to) => {
    if (to === locked) throw Object.assign(new Error('in use'), { code: 'EBUSY' });
    await fastDisk.rename(from, to);
  };
  const run = { disk: { ...fastDisk, rename }, dir, files, manifest: manifestOf(files), inPlace: false };
  await expect(runDownload(run)).rejects.toThrow('in use');
  const cutOff = readTree(dir);
  const place = { ...placeIn(fastDisk, dir), inUse: { tryClaim: () => null } };
  expect(await recoverDownload(place)).toBe('nothing');
  await sweepDownload(place);
  expect(readTree(dir)).toEqual(cutOff);
  expect(await recoverDownload({ ...place, inUse: noGamesInUse })).toBe('committed');
  expect(readTree(rootIn(dir))).toMatchObject(files);
});
