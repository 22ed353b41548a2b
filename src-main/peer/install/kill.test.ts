// A real process, killed at random moments, and what is left of the game.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { recoverGames } from './recover.ts';
import { createFixture, putDownload, putFiles, readTree, type Files } from './testing/install-fixture.ts';
import { editionFiles } from './testing/kill-target.ts';

const roundsPerMode = 25;
const longestRunMs = 250;
const seed = Number(process.env['LANSPREAD_SEED'] ?? Date.now() % 2 ** 31);

/** mulberry32: small, seeded, good enough for moments. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function runAndKill(base: string, mode: string, afterMs: number): Promise<void> {
  const target = join(import.meta.dirname, 'testing/kill-target.ts');
  const child = spawn(process.execPath, [target, base, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  await once(child.stdout, 'data');
  await sleep(afterMs);
  child.kill('SIGKILL');
  const [, signal] = await exit;
  expect(signal).toBe('SIGKILL');
}

test.each(['update', 'uninstall'])('killed while it would %s', { timeout: 120_000 }, async (mode) => {
  const fixture = await createFixture();
  const random = randomFrom(seed);
  await putDownload(fixture.root, { 'game.eti': {} });
  const saves: Files = {};
  const ends = new Map<string, number>();
  const download = readTree(fixture.root);
  const [one, two] = [editionFiles('one'), editionFiles('two')];

  for (let round = 0; round < roundsPerMode; round++) {
    await runAndKill(fixture.base, mode, random() * longestRunMs);
    await recoverGames({ ...fixture.operation(), isBusy: () => false });
    const { local, rest } = splitTree(readTree(fixture.root));
    const wholes = { one: { ...one, ...saves }, two: { ...two, ...saves }, none: {} };
    const end = Object.entries(wholes).find(([, files]) => isSame(local, files))?.[0] ?? 'broken';
    ends.set(end, (ends.get(end) ?? 0) + 1);
    expect({ round, end, rest }, `seed ${seed}`).toEqual({
      round,
      end: expect.not.stringMatching('broken') as string,
      rest: download,
    });
    if (mode === 'update' && end !== 'none') {
      await putFiles(join(fixture.root, 'local'), { [`saves/${round}.sav`]: `saved in round ${round}` });
      saves[`saves/${round}.sav`] = `saved in round ${round}`;
    }
  }
  console.log(`${mode}: seed ${seed}, ${roundsPerMode} kills, left: ${JSON.stringify(Object.fromEntries(ends))}`);
  await fixture.dispose();
});

function splitTree(tree: Files): { local: Files; rest: Files } {
  const local: Files = {};
  const rest: Files = {};
  for (const [path, content] of Object.entries(tree)) {
    if (path.startsWith('local/')) local[path.slice('local/'.length)] = content;
    else rest[path] = content;
  }
  return { local, rest };
}

const isSame = (a: Files, b: Files) =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([path, content]) => b[path] === content);
