// A peer without a window, started as a program of its own; reads the lines that it prints.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { ChildGroup } from './child-group.ts';

export interface HeadlessPeer {
  /** The link to its window; whoever has it may command the peer. Rejects when the program ends before. */
  link: Promise<string>;
  /** The port at which other peers reach it. Rejects when the program ends before. */
  port: Promise<number>;
  /** Resolves with the exit code when it has ended. */
  ended: Promise<number>;
}

/** The lines that matter here, of all that the program prints. */
const lineSchema = z.union([
  z.object({ type: z.literal('web'), url: z.url() }),
  z.object({ type: z.literal('event'), event: z.object({ kind: z.literal('local-peer-ready'), port: z.int() }) }),
]);

export type PeerLine = z.infer<typeof lineSchema>;

/** null for every line that does not matter here. */
export function parsePeerLine(line: string): PeerLine | null {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** A dated log line below the level of a warning. */
export function isSmallTalk(line: string): boolean {
  return /^\d{4}-\S+ (?:debug|info) /.test(line);
}

export function startHeadlessPeer(root: string, args: string[], children: ChildGroup): HeadlessPeer {
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=4', join(root, 'src-main/headless/cli.mjs'), '--end-with-input', ...args],
    {
      cwd: root,
      stdio: 'pipe',
    },
  );
  children.add(child);
  const link = Promise.withResolvers<string>();
  const port = Promise.withResolvers<number>();
  const failed = once(child, 'exit').then(([code]: unknown[]) => (typeof code === 'number' ? code : 1));
  const giveUp = (code: number) => {
    const error = new Error(`the peer ended with exit code ${code} before it was ready`);
    for (const promise of [link, port]) promise.reject(error);
    return code;
  };
  for (const { promise } of [link, port]) promise.catch(() => undefined); // not everybody waits for both
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (!isSmallTalk(line)) console.error(line);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const parsed = parsePeerLine(line);
    if (parsed?.type === 'web') link.resolve(parsed.url);
    else if (parsed !== null) port.resolve(parsed.event.port);
  });
  return { link: link.promise, port: port.promise, ended: failed.then(giveUp) };
}
