// Cuts the power at random moments of a download, again and again, until it is done: what is noted is really there.
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { injectFaults } from '../disk/fault-layer.ts';
import { createVolatileDisk } from '../disk/power-cut.ts';
import { holdClock } from '../edge/testing/held-clock.ts';
import { seededRandom } from '../rules/testing/seeded-random.ts';
import { commitDownload, recoverDownload } from './commit-download.ts';
import {
  bytesOf,
  fastDisk,
  fileHasher,
  manifestOf,
  never,
  openIn,
  placeIn,
  planOf,
  readTree,
  rootIn,
  wrongPieces,
  type Files,
} from './testing/download-fixture.ts';

const rounds = 25;
const mostRuns = 200;
const seed = Number(process.env['LANSPREAD_SEED'] ?? Date.now() % 2 ** 31);

// More files than stay open, so that some are synced after they were closed.
const files: Files = Object.fromEntries([
  ['version.ini', '20240101'],
  ['big.eti', 'one large file of many pieces, all different from each other'],
  ...Array.from({ length: 20 }, (_, index) => [`parts/${index}`, `part number ${index}`] as const),
]);
/** The room changes its mind: a file less, one more, one longer, one of other bytes. */
const { 'parts/3': _less, ...rest } = files;
const otherFiles: Files = {
  ...rest,
  'parts/4': 'a longer part',
  'parts/5': 'PART NUMBER 5',
  'aa/new': 'one file more',
};

let home: string;
beforeAll(async () => void (home = await mkdtemp(path.join(tmpdir(), 'lanspread-resume-'))));
afterAll(() => rm(home, { recursive: true, force: true }));

interface Run {
  found: number;
  wrong: number[];
  done: boolean;
}

/** One run of the download on a machine that loses power at a random step, if it gets that far. */
async function runOnce(dir: string, game: Files, random: () => number): Promise<Run> {
  const manifest = manifestOf(game);
  const plan = planOf(manifest);
  const under = await createVolatileDisk(fastDisk);
  const step = Math.floor(random() * 250);
  const faulty = injectFaults(under.disk, { step, fault: { kind: 'crash', when: 'after' } });
  const { disk } = faulty;
  // Seldom: files are closed before they are synced.
  const pace = random() < 0.5 ? 0.3 : 0.02;
  const run: Run = { found: 0, wrong: [], done: false };
  try {
    const { clock, pass } = holdClock();
    const payload = await openIn(disk, dir, plan, clock);
    try {
      await payload.settleDoubts(fileHasher, never);
      run.found = payload.have.count;
      run.wrong = wrongPieces(payload, game, manifest);
      const missing = payload.pieces.filter(({ index }) => !payload.have.has(index));
      for (const piece of missing.toSorted(() => random() - 0.5)) {
        const written = payload.write(piece, bytesOf(game, manifest, piece));
        // A checkpoint in the background, in the middle of a write or of another checkpoint.
        if (random() < pace) pass(2000);
        await written;
      }
      await payload.sync();
    } finally {
      await payload.close();
    }
    await commitDownload(placeIn(disk, dir), plan);
    run.done = true;
  } catch (error) {
    if (!faulty.crashed) throw error;
    await under.cutPower(random() < 0.5 ? 'data-lost' : 'names-lost');
  }
  await under.dispose();
  return run;
}

it.each([
  ['one list of files', () => files],
  ['lists that change', (random: () => number) => (random() < 0.5 ? files : otherFiles)],
])('never counts a piece that is not there: %s', { timeout: 60_000 }, async (_what, choose) => {
  const random = seededRandom(seed);
  let [cuts, carriedOn] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const dir = path.join(home, String(round));
    mkdirSync(path.join(dir, 'state'), { recursive: true });
    let game = files;
    for (let [done, runs] = [false, 0]; !done; cuts++) {
      game = choose(random);
      expect(runs++, `round ${round}, seed ${seed}: it never ends`).toBeLessThan(mostRuns);
      mkdirSync(rootIn(dir), { recursive: true });
      const run = await runOnce(dir, game, random);
      expect(run.wrong, `round ${round}, seed ${seed}`).toEqual([]);
      if (run.found > 0) carriedOn += 1;
      done = run.done || (await recoverDownload(placeIn(fastDisk, dir))) === 'committed';
    }
    expect(readTree(rootIn(dir)), `round ${round}, seed ${seed}`).toEqual(game);
    await rm(dir, { recursive: true });
  }
  console.log(`seed ${seed}: ${rounds} downloads, ${cuts} runs, ${carriedOn} of them went on with earlier pieces`);
  expect(carriedOn).toBeGreaterThan(0);
});
