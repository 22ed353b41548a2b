// A real process, killed at random moments, and what is left of the game. The long form is `npm run soak`.
import { expect, test } from 'vitest';
import { killModes } from './testing/kill-modes.ts';
import { runKillRounds } from './testing/kill-rounds.ts';

const rounds = 10;
const seed = Number(process.env['LANSPREAD_SEED'] ?? Date.now() % 2 ** 31);

test.each(killModes)('killed in the middle: %s', { timeout: 120_000 }, async (mode) => {
  const report = await runKillRounds({ mode, rounds, seed });
  const { rounds: kills, cutOff, left } = report;
  console.log(`${mode}: seed ${seed}, ${kills} kills, ${cutOff} with work to recover, left: ${JSON.stringify(left)}`);
  expect(report.violations).toEqual([]);
  expect(report.rounds).toBe(rounds);
});
