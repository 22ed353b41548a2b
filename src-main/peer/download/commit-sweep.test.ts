// Cuts downloads off at every step that they do on disk, recovers, looks what is there, and goes on to the end.
import { cpSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Disk } from '../disk/disk.ts';
import { injectFaults } from '../disk/fault-layer.ts';
import { mapLimited } from '../disk/map-limited.ts';
import { createVolatileDisk } from '../disk/power-cut.ts';
import { recoverDownload, sweepDownload } from './commit-download.ts';
import { openDownloadLog } from './download-log.ts';
import {
  gameId,
  manifestOf,
  placeIn,
  putFiles,
  readTree,
  rootIn,
  runDownload,
  wrongPieces,
  type Files,
} from './testing/download-fixture.ts';
import { quickDisk } from '../disk/testing/quick-disk.ts';
import { createTally, describeCase, sweepCases, type SweepCase } from '../disk/testing/sweep-cases.ts';

const newFiles: Files = {
  'version.ini': '20240101\nx=1\n',
  'docs/deep/x': '',
  'docs/readme.txt': 'new',
  'game.eti': 'new game!',
  'same.eti': 'not changed',
};
const oldFiles: Files = {
  'version.ini': '20200101\n',
  'docs/readme.txt': 'old',
  // One piece of it is right.
  'game.eti': 'old game?',
  'gone.eti': 'old part',
  'same.eti': 'not changed',
};
const players: Files = {
  'local/save.dat': 'mine',
  '.sync/other': 'theirs',
  'notes.txt': 'kept',
  'own.eti.old': 'older',
};
const owners: Files = { ...players, 'own.eti': 'from elsewhere' };
const manifest = manifestOf(newFiles);

interface Scenario {
  name: string;
  before: Files;
  after: Files;
  inPlace: boolean;
  /** Pieces that a run before has written. */
  begun: number;
}

const updated = { ...newFiles, ...players, 'own.eti.old2': 'from elsewhere' };
const damaged = { ...newFiles, ...players, 'game.eti': 'new gXme!', 'docs/readme.txt': 'nXw' };
const scenarios: Scenario[] = [
  { name: 'fresh', before: {}, after: newFiles, inPlace: false, begun: 0 },
  { name: 'update', before: { ...oldFiles, ...owners }, after: updated, inPlace: false, begun: 0 },
  { name: 'resumed', before: { ...oldFiles, ...owners }, after: updated, inPlace: false, begun: 4 },
  { name: 'repair', before: damaged, after: { ...newFiles, ...players }, inPlace: false, begun: 0 },
  { name: 'in place', before: { ...oldFiles, ...owners }, after: updated, inPlace: true, begun: 0 },
];

let home: string;
beforeAll(async () => void (home = await mkdtemp(path.join(tmpdir(), 'lanspread-commit-'))));
afterAll(() => rm(home, { recursive: true, force: true }));

async function makeTemplate({ name, before, begun, inPlace }: Scenario): Promise<string> {
  const dir = path.join(home, `${name}-seed`);
  putFiles(path.join(dir, 'state'), { x: '' });
  putFiles(path.join(dir, 'games'), { x: '' });
  putFiles(rootIn(dir), before);
  if (before['version.ini'] !== undefined) {
    const files = Object.entries(oldFiles).map(([name, text]) => ({ path: name, size: text.length }));
    await openDownloadLog(quickDisk, path.join(dir, 'state'), gameId).writeBrought('20200101', files, null);
  }
  if (begun > 0) await runDownload({ disk: quickDisk, dir, files: newFiles, manifest, inPlace, stopAfter: begun });
  return dir;
}

const tally = createTally('download sweep');
afterAll(() => tally.sum());

/** Without what only a running or broken-off download has. */
function visible(tree: Files): Files {
  return Object.fromEntries(
    Object.entries(tree).filter(([name]) => !/^(\.download\/|\.version\.ini\.(tmp|discarded)$)/.test(name)),
  );
}

const same = (tree: Files, expected: Files) => isDeepStrictEqual(tree, expected);
const show = (tree: Files) => JSON.stringify(tree);

/** Neither the old nor the new version, and nobody takes it for one; the player's files are there all the same. */
function isUnderWay({ before, after }: Scenario, tree: Files): boolean {
  const entries = Object.entries(tree);
  const known = entries.every(([name, text]) => before[name] === text || after[name] === text);
  const mine = Object.keys(before).filter((name) => name in players);
  return known && !('version.ini' in tree) && mine.every((name) => name in tree);
}

/** Answers what is wrong; nothing when everything holds. */
async function runCase(scenario: Scenario, template: string, { step, fault, powerCut }: SweepCase): Promise<string[]> {
  const dir = await mkdtemp(path.join(home, 'case-'));
  cpSync(template, dir, { recursive: true });
  const { before, after, inPlace } = scenario;
  const wrong: string[] = [];
  const under = powerCut === null ? null : await createVolatileDisk(quickDisk);
  const faulty = injectFaults(under?.disk ?? quickDisk, { step, fault });
  const whole = { dir, files: newFiles, manifest, inPlace };
  await runDownload({ ...whole, disk: faulty.disk }).catch(() => undefined);
  await under?.cutPower(powerCut ?? 'data-lost');
  await under?.dispose();

  const place = placeIn(quickDisk, dir);
  const look = (when: string, mayBeUnderWay = inPlace): Files => {
    const tree = visible(readTree(rootIn(dir)));
    const whole = same(tree, before) || same(tree, after);
    if (!whole && !(mayBeUnderWay && isUnderWay(scenario, tree))) wrong.push(`${when}: ${show(tree)}`);
    return tree;
  };
  look('cut off', true);
  const found = await recoverDownload(place);
  const recovered = look('recovered');
  if (found === 'committed' && !same(recovered, after)) wrong.push('committed, but not whole');
  const again = await recoverDownload(place);
  if (again !== (found === 'committed' ? 'nothing' : found)) wrong.push(`a second recovery: ${again} after ${found}`);
  if (!same(visible(readTree(rootIn(dir))), recovered)) wrong.push('a second recovery changed something');

  if (step % 3 === 0) {
    await sweepDownload(place);
    look('cancelled');
    const left = Object.keys(readTree(rootIn(dir))).filter((name) => /^\.(download|version)/.test(name));
    if (left.length > 0) wrong.push(`cancelling left ${left.join()}`);
  }
  const onOpen = (payload: Parameters<typeof wrongPieces>[0]) => {
    const bad = wrongPieces(payload, newFiles, manifest);
    if (bad.length > 0) wrong.push(`pieces ${bad.join()} count as here`);
  };
  if (!same(readTree(rootIn(dir)), after)) await runDownload({ ...whole, disk: quickDisk, onOpen });
  const end = readTree(rootIn(dir));
  if (!same(end, after)) wrong.push(`resumed to ${show(end)}`);
  const notes = Object.keys(readTree(place.stateDir)).filter((name) => /download/.test(name) && !name.endsWith('.tmp'));
  if (notes.length > 0) wrong.push(`still noted: ${notes.join()}`);
  rmSync(dir, { recursive: true });
  return wrong;
}

describe.each(scenarios)('$name', (scenario) => {
  it('leaves a whole version or one to go on with, wherever it is cut off', { timeout: 60_000 }, async () => {
    const template = await makeTemplate(scenario);
    const plain = path.join(home, `${scenario.name}-plain`);
    cpSync(template, plain, { recursive: true });
    const counter = injectFaults(quickDisk);
    const whole = { dir: plain, files: newFiles, manifest, inPlace: scenario.inPlace };
    await runDownload({ ...whole, disk: counter.disk });
    expect(readTree(rootIn(plain))).toEqual(scenario.after);

    const cases = sweepCases(counter.steps);
    const failures: string[] = [];
    await mapLimited(cases, 4, async (one) => {
      const wrong = await runCase(scenario, template, one).catch((error: Error) => [error.stack ?? '']);
      for (const text of wrong) failures.push(`${describeCase(one, counter.steps)}: ${text}`);
    });
    tally.add(scenario.name, counter.steps.length, cases.length);
    expect(failures.slice(0, 20)).toEqual([]);
  });
});

it('makes new folders last before anything is moved into them', async () => {
  const [scenario] = scenarios;
  if (scenario === undefined) throw new Error('no scenario');
  const dir = path.join(home, 'order');
  cpSync(await makeTemplate(scenario), dir, { recursive: true });
  const calls: string[] = [];
  const note = (call: string, file: string) => calls.push(`${call} ${path.relative(rootIn(dir), file)}`);
  const disk: Disk = {
    ...quickDisk,
    makeDirs: async (file) => {
      note('make', file);
      await quickDisk.makeDirs(file);
    },
    syncDir: async (file) => void note('sync', file),
    rename: async (from, to) => {
      note('rename', to);
      await quickDisk.rename(from, to);
    },
  };
  await runDownload({ dir, files: newFiles, manifest, inPlace: false, disk });
  const between = calls.slice(calls.indexOf('make docs/deep'), calls.indexOf('rename docs/deep/x'));
  expect(between).toEqual(expect.arrayContaining(['sync docs', 'sync ']));
});
