// Cuts a download off at every step that it does on disk, recovers, and looks what is there.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GameFile } from '../../../src-shared/game.ts';
import type { Disk } from '../disk/disk.ts';
import { injectFaults, type Fault } from '../disk/fault-layer.ts';
import { mapLimited } from '../disk/map-limited.ts';
import { realDisk } from '../disk/real-disk.ts';
import { cutIntoPieces } from '../rules/pieces.ts';
import { commitDownload, recoverDownload, sweepDownload } from './commit-download.ts';
import { openDownloadLog } from './download-log.ts';
import { openPayload } from './payload.ts';

const oldFiles = {
  'version.ini': '20200101\n',
  'game.eti': 'old game',
  'gone.eti': 'old part',
  'docs/readme.txt': 'old',
};
const newFiles = {
  'version.ini': '20240101\nx=1\n',
  'game.eti': 'new game!',
  'docs/readme.txt': 'new',
  'docs/deep/x': '',
};
const players = { 'local/save.dat': 'mine', '.sync/other': 'theirs', 'notes.txt': 'kept' };
const manifest: GameFile[] = Object.entries(newFiles).map(([name, text]) => ({ path: name, size: text.length }));
const oldManifest: GameFile[] = Object.entries(oldFiles).map(([name, text]) => ({ path: name, size: text.length }));

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'lanspread-commit-'));
  for (const [name, text] of Object.entries({ ...oldFiles, ...players }))
    await put(path.join(home, 'seed/games/quux', name), text);
  await mkdir(path.join(home, 'seed/state'));
  const log = openDownloadLog(realDisk, path.join(home, 'seed/state'), 'quux');
  await log.writeBrought('20200101', oldManifest);
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function readTree(dir: string): Promise<Record<string, string>> {
  const names = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const read = files.toSorted().map(async (file) => [path.relative(dir, file), await readFile(file, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(read));
}

const place = (disk: Disk, dir: string) => ({
  disk,
  gameDir: path.join(dir, 'games'),
  stateDir: path.join(dir, 'state'),
  gameId: 'quux',
  log: () => {},
});

/** What a download does on disk, from the first byte to the last. */
async function download(disk: Disk, dir: string): Promise<void> {
  const options = place(disk, dir);
  const root = path.join(options.gameDir, 'quux');
  let committing = false;
  try {
    await openDownloadLog(disk, options.stateDir, 'quux').write('downloading', '20240101', manifest);
    const payload = await openPayload(disk, root, manifest);
    for (const piece of cutIntoPieces(manifest, 4)) {
      const text = Object.values(newFiles)[piece.file] ?? '';
      await payload.write(piece, Buffer.from(text.slice(piece.offset, piece.offset + piece.length)));
    }
    await payload.sync();
    committing = true;
    await commitDownload(options, '20240101', manifest);
  } catch (error) {
    if (!committing) await sweepDownload(options, root).catch(() => undefined);
    throw error;
  }
}

async function freshCopy(name: string): Promise<string> {
  const dir = path.join(home, name);
  await cp(path.join(home, 'seed'), dir, { recursive: true });
  return dir;
}

const before = { ...oldFiles, ...players };
const after = { ...newFiles, ...players };
const same = (tree: Record<string, string>, expected: Record<string, string>) => isDeepStrictEqual(tree, expected);

it('commits whole when nothing goes wrong', async () => {
  const dir = await freshCopy('plain');
  await download(realDisk, dir);
  expect(await readTree(path.join(dir, 'games/quux'))).toEqual(after);
});

const faults: [string, Fault][] = [
  ['crash after', { kind: 'crash', when: 'after' }],
  ['crash half done', { kind: 'crash', when: 'half-done' }],
  ['ENOSPC', { kind: 'error', code: 'ENOSPC', halfDone: true }],
  ['EIO', { kind: 'error', code: 'EIO', halfDone: false }],
  ['EPERM', { kind: 'error', code: 'EPERM', halfDone: false }],
];

it.each(faults)('leaves the old or the new version whole: %s at every step', async (name, fault) => {
  const counter = injectFaults(realDisk);
  await download(counter.disk, await freshCopy(`${name}-count`));
  await mapLimited([...counter.steps.entries()], 8, async ([step, what]) => {
    const dir = await freshCopy(`${name}-${step}`);
    await download(injectFaults(realDisk, { step, fault }).disk, dir).catch(() => undefined);
    await recoverDownload(place(realDisk, dir));
    const tree = await readTree(path.join(dir, 'games/quux'));
    const whole = same(tree, before) || same(tree, after);
    expect(whole, `${name} at step ${step} (${what}): ${JSON.stringify(tree)}`).toBe(true);
    await recoverDownload(place(realDisk, dir));
    expect(await readTree(path.join(dir, 'games/quux')), `second recovery after step ${step}`).toEqual(tree);
    await rm(dir, { recursive: true });
  });
  console.log(`${counter.steps.length} steps × ${name}`);
});
