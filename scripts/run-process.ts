// Runs one program with a time limit, and ends it with all that it started.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import type { Ending } from './test/outcome.ts';

/** How long a program may tidy up once it was asked to end. */
const graceMs = 4000;

export interface ProcessRun {
  file: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  limitSeconds: number;
  /** Keeps the program's output from the terminal: all of it, or `output` its standard output alone. */
  quiet?: true | 'output';
}

export interface ProcessResult {
  ending: Ending;
  /** Standard output, whole. */
  output: string;
  seconds: number;
}

/** Never rejects. Aborting ends the program, which counts as a problem. */
export async function runProcess(run: ProcessRun, signal: AbortSignal): Promise<ProcessResult> {
  const startedAt = performance.now();
  const child = spawn(run.file, run.args, {
    cwd: run.cwd,
    env: run.env,
    stdio: ['ignore', 'pipe', run.quiet === true ? 'ignore' : 'inherit'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    if (run.quiet === undefined) process.stdout.write(chunk);
  });
  const ending = await waitForEnding(child, run.limitSeconds, signal);
  const seconds = (performance.now() - startedAt) / 1000;
  return { ending, output: Buffer.concat(chunks).toString('utf8'), seconds };
}

async function waitForEnding(child: ChildProcess, limitSeconds: number, signal: AbortSignal): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  let problem: string | null = null;
  let killTimer: NodeJS.Timeout | undefined;
  const end = (why: string) => {
    if (problem !== null) return;
    problem = why;
    signalGroup(child, 'SIGTERM');
    killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  };
  const onAbort = () => end('it was interrupted');
  const limitTimer = setTimeout(() => end(`it took longer than ${Math.round(limitSeconds)} s`), limitSeconds * 1000);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  child.once('error', (error) => resolve({ problem: `it cannot be started: ${error.message}` }));
  child.once('exit', () => endLeftovers(child));
  child.once('close', (code, exitSignal) => {
    if (problem !== null) resolve({ problem });
    else resolve(code === null ? { problem: `it was ended by ${exitSignal}` } : { code });
  });
  const ending = await promise;
  for (const timer of [limitTimer, killTimer]) clearTimeout(timer);
  signal.removeEventListener('abort', onAbort);
  return ending;
}

/** What a program left running may hold its output open, and nothing of a step may outlive it. */
function endLeftovers(child: ChildProcess): void {
  if (process.platform !== 'win32') signalGroup(child, 'SIGKILL');
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-pid, signal);
  } catch {
    // the whole group is gone already
  }
}
