import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Disk } from '../disk/disk.ts';
import { retireOldFiles } from './retire-old-files.ts';
import { fastDisk, putFiles, readTree, type Files } from './testing/download-fixture.ts';

let root: string;
beforeEach(async () => void (root = await mkdtemp(path.join(tmpdir(), 'lanspread-retire-'))));
afterEach(() => rm(root, { recursive: true, force: true }));

const listed = (files: Files) => Object.entries(files).map(([name, { length }]) => ({ path: name, size: length }));

async function retire(before: Files, now: Files, disk: Disk = fastDisk): Promise<string[]> {
  const logged: string[] = [];
  const log = (_level: string, message: string) => void logged.push(message);
  await retireOldFiles({ disk, log }, root, { files: listed(before) }, listed(now));
  return logged;
}

it('deletes what was brought and is as it was, and renames archives of unknown origin', async () => {
  const now = { 'new.eti': 'new' };
  putFiles(root, { ...now, 'old.eti': 'old', 'sub/old': 'old', 'edited.txt': 'longer', 'own.eti': 'own', 'a.txt': '' });
  const logged = await retire({ 'old.eti': 'old', 'sub/old': 'old', 'edited.txt': 'short', 'new.eti': 'now' }, now);
  expect(readTree(root)).toEqual({ 'new.eti': 'new', 'edited.txt': 'longer', 'own.eti.old': 'own', 'a.txt': '' });
  expect(logged).toEqual([expect.stringContaining('own.eti.old') as string]);
});

it('replaces no archive that was set aside before', async () => {
  putFiles(root, { 'own.eti': 'three', 'own.eti.old': 'one', 'own.eti.old2': 'two' });
  await retire({}, {});
  expect(readTree(root)).toEqual({ 'own.eti.old': 'one', 'own.eti.old2': 'two', 'own.eti.old3': 'three' });
});

it('follows no link', async () => {
  putFiles(root, { 'real/old': 'old' });
  await symlink('real', path.join(root, 'sub'));
  await retire({ 'sub/old': 'old' }, {});
  expect(readTree(root)).toHaveProperty(['real/old']);
});

it('leaves the new file alone where the volume does not tell its name from the old one', async () => {
  putFiles(root, { 'game.eti': 'new' });
  const folded = (name: string) => path.join(root, path.basename(name).toLowerCase());
  const disk: Disk = {
    ...fastDisk,
    stat: async (name) => fastDisk.stat(name === root ? name : folded(name)),
    list: async () => ['Game.eti'],
    removeFile: async (name) => fastDisk.removeFile(folded(name)),
    rename: async (from, to) => fastDisk.rename(folded(from), to),
  };
  await retire({ 'GAME.eti': 'old' }, { 'game.eti': 'new' }, disk);
  expect(readTree(root)).toEqual({ 'game.eti': 'new' });
});

it('retires a twin in another case where the volume tells them apart', async () => {
  putFiles(root, { 'game.eti': 'new', 'GAME.eti': 'old', 'Game.eti': 'own' });
  await retire({ 'GAME.eti': 'old' }, { 'game.eti': 'new' });
  expect(readTree(root)).toEqual({ 'game.eti': 'new', 'Game.eti.old': 'own' });
});
