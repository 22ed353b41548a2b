// Drives `onlook.ts`: sees from a host of its own when a swarm holds every piece of a game.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Stop } from '../../src-main/peer/edge/stop.ts';
import type { LabHost } from './lab.ts';
import type { Guest } from './party.ts';

export interface Onlooker {
  /** Resolves when the seed has hashed the game; only then can unfinished copies be shared. */
  hashed: Promise<void>;
  /** Resolves when those who download hold every piece among themselves. */
  whole: Promise<void>;
  stop: Stop;
}

const program = join(import.meta.dirname, 'onlook.ts');

/** `whole` and `hashed` reject when the program ends before. */
export function startOnlooker(host: LabHost, home: string, gameId: string, seed: Guest, others: Guest[]): Onlooker {
  const addresses = [seed, ...others].map(({ address }) => address);
  const [file = '', ...args] = [...host.prefix, process.execPath, program, home, host.address, gameId, ...addresses];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const hashed = Promise.withResolvers<void>();
  const whole = Promise.withResolvers<void>();
  // Whoever needs only one of them must not be told of the other.
  for (const { promise } of [hashed, whole]) promise.catch(() => {});
  const closed = new Promise<void>((resolve) => {
    child.once('close', (code) => {
      for (const { reject } of [hashed, whole]) reject(new Error(`the onlooker ended with code ${code}`));
      resolve();
    });
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { kind } = JSON.parse(line) as { kind: string };
    if (kind === 'hashed') hashed.resolve();
    if (kind === 'whole') whole.resolve();
  });
  return {
    hashed: hashed.promise,
    whole: whole.promise,
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
