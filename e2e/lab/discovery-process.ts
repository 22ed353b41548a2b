// Drives `discover.ts`, the discovery without a peer around it, on one host of the lab.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LabHost } from './lab.ts';

export interface Finding {
  kind: 'started' | 'found' | 'lost' | 'log';
  peerId?: string;
  host?: string;
  port?: number;
  message?: string;
  /** When it arrived here, in milliseconds of `performance.now()`. */
  atMs: number;
}

export interface DiscoveryProcess {
  peerId: string;
  findings: readonly Finding[];
  /** The first finding from position `since` on that matches; rejects after `timeoutMs`. */
  until: (what: string, match: (finding: Finding) => boolean, since?: number, timeoutMs?: number) => Promise<Finding>;
  /** Ends it in good order and resolves with the exit code. */
  stop: () => Promise<number | null>;
}

const program = join(import.meta.dirname, 'discover.ts');

export function startDiscovery(host: LabHost, peerId: string, port: number): DiscoveryProcess {
  const [file, ...args] = [...host.prefix, process.execPath, program, peerId, String(port)];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const findings: Finding[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    findings.push({ ...(JSON.parse(line) as Finding), atMs: performance.now() });
    for (const check of waiting) check();
  });

  return {
    peerId,
    findings,
    until: async (what, match, since = 0, timeoutMs = 20_000) =>
      new Promise((resolve, reject) => {
        const settle = (found: Finding | undefined) => {
          if (found === undefined) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve(found);
        };
        const check = () => settle(findings.slice(since).find(match));
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`${host.namespace}: not ${what} within ${timeoutMs} ms; told: ${JSON.stringify(findings)}`));
        }, timeoutMs);
        waiting.add(check);
        check();
      }),
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
      return child.exitCode;
    },
  };
}
