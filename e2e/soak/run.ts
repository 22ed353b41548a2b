// Kills real processes at random moments: `npm run soak [-- ROUNDS]`, 500 unless said. LANSPREAD_SEED repeats a run. Then
// the mesh of peers runs in its long form. The last line is the sum; exit code 1 when anything was not as it has to be.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { whenAskedToEnd } from '../../scripts/when-ended.ts';
import { killModes } from '../../src-main/peer/testing/kill-modes.ts';
import { runKillRounds, type KillReport } from '../../src-main/peer/testing/kill-rounds.ts';

const mostSeed = 2 ** 31;
/** How many processes work side by side. */
const lanes = 2;

function readNumber(name: string, text: string | undefined, unless: number): number {
  const value = text === undefined ? unless : Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  console.error(`${name} must be a whole number above 0, not "${text}".`);
  process.exit(2);
}

/** As many rounds of each kind, the first ones of the rest one more. */
const shareOf = (rounds: number, index: number) => Math.ceil((rounds - index) / killModes.length);

async function runAll(rounds: number, seed: number, signal: AbortSignal): Promise<KillReport[]> {
  const reports: KillReport[] = [];
  const waiting = killModes.entries();
  const work = async () => {
    for (const [index, mode] of waiting) {
      const report = await runKillRounds({ mode, rounds: shareOf(rounds, index), seed: seed + index, signal });
      reports.push(report);
      for (const text of report.violations) console.error(text);
      console.log(describe(mode, report));
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return reports;
}

function sum(reports: readonly KillReport[]): Omit<KillReport, 'mode'> {
  const left: Record<string, number> = {};
  for (const [end, count] of reports.flatMap((report) => Object.entries(report.left)))
    left[end] = (left[end] ?? 0) + count;
  const add = (of: (report: KillReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  return {
    rounds: add((report) => report.rounds),
    cutOff: add((report) => report.cutOff),
    left,
    violations: reports.flatMap((report) => report.violations),
  };
}

function describe(name: string, { rounds, cutOff, left, violations }: Omit<KillReport, 'mode'>): string {
  const ends = JSON.stringify(left);
  return `${name}: ${rounds} rounds, ${cutOff} with work to recover, left ${ends}, ${violations.length} violations`;
}

const meshSeconds = 60;

/** Answers whether everything was right. It says itself what it did. */
async function runMesh(signal: AbortSignal): Promise<boolean> {
  const script = fileURLToPath(new URL('../scenarios/run.ts', import.meta.url));
  const env = { LANSPREAD_MESH_SECONDS: String(meshSeconds), ...process.env };
  const child = spawn(process.execPath, [script, 'S27'], { env, stdio: 'inherit' });
  signal.addEventListener('abort', () => child.kill());
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

const interruption = new AbortController();
whenAskedToEnd(() => interruption.abort());
const rounds = readNumber('The number of rounds', process.argv[2], 500);
const seed = readNumber('LANSPREAD_SEED', process.env['LANSPREAD_SEED'], Date.now() % mostSeed);
const total = sum(await runAll(rounds, seed, interruption.signal));
const isMeshRight = !interruption.signal.aborted && (await runMesh(interruption.signal));
console.log(`${describe(`soak, seed ${seed}`, total)}, mesh ${isMeshRight ? 'right' : 'wrong'}`);
process.exit(total.violations.length > 0 || total.rounds < rounds || !isMeshRight ? 1 : 0);
