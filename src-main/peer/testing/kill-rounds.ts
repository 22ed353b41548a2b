// Kills a real process at random moments of its work on a game, again and again, and looks at what is left each time.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../rules/testing/seeded-random.ts';
import type { KillMode } from './kill-modes.ts';
import { openKilledGame } from './killed-game.ts';

/** Longer than one operation of a process that has just started, so that every moment of it comes up. */
const longestRunMs = (mode: KillMode) => (mode === 'unpack' ? 600 : 160);

export interface KillReport {
  mode: KillMode;
  /** Done; fewer than wanted when something was wrong. */
  rounds: number;
  /** Those after which recovery had something to do. */
  cutOff: number;
  /** How often each end was met. */
  left: Record<string, number>;
  violations: string[];
}

export interface KillRounds {
  mode: KillMode;
  rounds: number;
  seed: number;
  signal?: AbortSignal;
}

export async function runKillRounds({ mode, rounds, seed, signal }: KillRounds): Promise<KillReport> {
  const base = await mkdtemp(join(tmpdir(), `lanspread-kill-${mode}-`));
  const random = seededRandom(seed);
  const report: KillReport = { mode, rounds: 0, cutOff: 0, left: {}, violations: [] };
  await mkdir(join(base, 'state'), { recursive: true });
  const game = await openKilledGame(base, mode);
  const goesOn = () => report.rounds < rounds && report.violations.length === 0 && signal?.aborted !== true;
  let next = startTarget(base, mode, 0);
  try {
    while (goesOn()) {
      await next.runFor(random() * longestRunMs(mode));
      // The other turn first: what comes second is reached seldom.
      next = startTarget(base, mode, (report.rounds + 1) % 2);
      const { end, cutOff, wrong } = await game.look(report.rounds);
      report.rounds += 1;
      report.cutOff += Number(cutOff);
      report.left[end] = (report.left[end] ?? 0) + 1;
      report.violations.push(...wrong.map((text) => `${mode}, round ${report.rounds}, seed ${seed}: ${text}`));
    }
  } finally {
    await next.end();
    await rm(base, { recursive: true, force: true });
  }
  return report;
}

interface Target {
  /** Lets it work so long, in milliseconds, and kills it. */
  runFor: (ms: number) => Promise<void>;
  /** Kills it before it has done anything. */
  end: () => Promise<void>;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

function startTarget(base: string, mode: KillMode, firstTurn: number): Target {
  const program = join(import.meta.dirname, 'kill-target.ts');
  const args = [program, base, mode, String(firstTurn)];
  const child: Child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  const ready = once(child.stdout, 'data');
  const end = async () => {
    child.kill('SIGKILL');
    const [code, killedBy] = await exit;
    if (killedBy !== 'SIGKILL') throw new Error(`The process that was to be killed ended by itself, code ${code}.`);
  };
  return {
    runFor: async (ms) => {
      await Promise.race([ready, exit]);
      const begun = once(child.stdout, 'data');
      child.stdin.write('go\n');
      await Promise.race([begun, exit]);
      await sleep(ms);
      await end();
    },
    end,
  };
}
