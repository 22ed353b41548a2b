// Every operation on a game while another program holds one of its files, as on Windows, and on any system.
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Disk } from './disk/disk.ts';
import { realDisk } from './disk/real-disk.ts';
import { waitForLocks } from './disk/wait-for-locks.ts';
import { recoverDownload } from './download/commit-download.ts';
import * as download from './download/testing/download-fixture.ts';
import { readTree } from './install/testing/install-fixture.ts';
import {
  copyTemplate,
  finalTree,
  makeTemplate,
  operationIn,
  recover,
  scenarios,
} from './install/testing/sweep-scenarios.ts';

let base: string;
beforeAll(async () => void (base = await mkdtemp(path.join(tmpdir(), 'lanspread-locked-'))));
afterAll(async () => rm(base, { recursive: true, force: true }));

type Call = 'rename' | 'removeTree' | 'removeFile' | 'removeEmptyDir';
const calls: readonly Call[] = ['rename', 'removeTree', 'removeFile', 'removeEmptyDir'];

interface Locked {
  disk: Disk;
  /** What was tried, once per call that went through the waiting. */
  tried: string[];
}

/** One call on a path with this end fails so often as if the file was held. */
function lockedDisk(held: { call: Call; end: string } | null, times: number): Locked {
  const tried: string[] = [];
  let left = times;
  const guard = async <T>(call: Call, file: string, run: () => Promise<T>): Promise<T> => {
    const isHeld = held?.call === call && file.endsWith(held.end) && left > 0;
    if (!isHeld) {
      tried.push(`${call} ${path.basename(file)}`);
      return run();
    }
    left -= 1;
    throw Object.assign(new Error(`EBUSY: '${file}'`), { code: 'EBUSY', path: file });
  };
  const bare: Disk = {
    ...realDisk,
    rename: async (from, to) => guard('rename', from, async () => realDisk.rename(from, to)),
    removeTree: async (file) => guard('removeTree', file, async () => realDisk.removeTree(file)),
    removeFile: async (file) => guard('removeFile', file, async () => realDisk.removeFile(file)),
    removeEmptyDir: async (file) => guard('removeEmptyDir', file, async () => realDisk.removeEmptyDir(file)),
  };
  const disk = waitForLocks(bare, { sleep: async () => undefined, findFile: async (file) => `${file}/held.dat` });
  return { disk, tried };
}

/** Each different call that an operation makes, by what it ends with. */
const holdable = (tried: readonly string[]) =>
  [...new Set(tried)].map((text) => {
    const [call = '', name = ''] = text.split(' ');
    return { call: calls.find((known) => known === call) as Call, end: name };
  });

describe.each(scenarios)('$name', (scenario) => {
  test('waits for every file that is held for a moment, and names one that stays held', async () => {
    const template = await makeTemplate(scenario, base);
    const fresh = async () => {
      const dir = await mkdtemp(path.join(base, 'case-'));
      copyTemplate(template, dir);
      return dir;
    };
    const plain = lockedDisk(null, 0);
    await scenario.run(operationIn(await fresh(), plain.disk));
    const before = readTree(path.join(template, 'games'));
    for (const held of holdable(plain.tried)) {
      const dir = await fresh();
      await scenario.run(operationIn(dir, lockedDisk(held, 4).disk));
      expect(readTree(path.join(dir, 'games')), JSON.stringify(held)).toEqual(finalTree(scenario));

      const other = await fresh();
      const failure = await scenario.run(operationIn(other, lockedDisk(held, Infinity).disk)).then(
        () => null,
        (error: unknown) => error,
      );
      if (failure !== null)
        expect(failure, JSON.stringify(held)).toMatchObject({
          code: 'file-locked',
          message: expect.stringMatching(/^Another program uses .*held\.dat\.$/) as string,
        });
      await recover(other);
      expect(readTree(path.join(other, 'games'))).toEqual(failure === null ? finalTree(scenario) : before);
    }
  });
});

test('a download waits while it is committed, and a file that stays held fails it by name', async () => {
  const files = { 'version.ini': '20240101\n', 'game.eti': 'new game!' };
  const manifest = download.manifestOf(files);
  const seed = path.join(base, 'download-seed');
  const old = { 'version.ini': '20200101\n', 'game.eti': 'old game?' };
  download.putFiles(download.rootIn(seed), old);
  download.putFiles(path.join(seed, 'state'), { x: '' });
  const fresh = async () => {
    const dir = await mkdtemp(path.join(base, 'download-'));
    cpSync(seed, dir, { recursive: true });
    return dir;
  };
  const run = async (dir: string, disk: Disk) =>
    download.runDownload({ disk, dir, files, manifest, inPlace: false }).then(
      () => null,
      (error: unknown) => error,
    );
  const plain = lockedDisk(null, 0);
  expect(await run(await fresh(), plain.disk)).toBeNull();
  expect(plain.tried).toContain('rename game.eti');
  for (const held of holdable(plain.tried)) {
    const dir = await fresh();
    expect(await run(dir, lockedDisk(held, 4).disk), JSON.stringify(held)).toBeNull();
    expect(download.readTree(download.rootIn(dir))).toMatchObject(files);

    const other = await fresh();
    const failure = await run(other, lockedDisk(held, Infinity).disk);
    if (failure !== null) expect(failure, JSON.stringify(held)).toMatchObject({ code: 'file-locked' });
    await recoverDownload(download.placeIn(realDisk, other));
    const version = download.readTree(download.rootIn(other))['game.eti'];
    expect([old['game.eti'], files['game.eti']]).toContain(version);
  }
});
