// What a measurement is: its flags, and how it tells its figures.
import { open, rm } from 'node:fs/promises';

/** Flags with what they are when they are not given; a number stands for any whole number above 0. */
export type Flags = Record<string, number | string>;

export interface Bench {
  /** One line for the usage. */
  about: string;
  flags: Flags;
  /** Prints a line per result; throws when something could not be measured or came out wrong. */
  run: (flags: Flags, print: (line: object) => void) => Promise<void>;
}

type Widened<F extends Flags> = { [K in keyof F]: F[K] extends number ? number : string };

/** Gives `run` its flags by their own types. */
export function defineBench<const F extends Flags>(bench: {
  about: string;
  flags: F;
  run: (flags: Widened<F>, print: (line: object) => void) => Promise<void>;
}): Bench {
  return { ...bench, run: async (flags, print) => bench.run(flags as Widened<F>, print) };
}

export const mebibyte = 2 ** 20;

/** To hundredths. */
export const round = (value: number): number => Math.round(value * 100) / 100;

export function requireLane(lane: string): 'tls' | 'quic' {
  if (lane === 'tls' || lane === 'quic') return lane;
  throw new RangeError(`--lane ${lane}: it is tls or quic`);
}

/** Runs `work` with a list of what is to be undone at its end, the latest first. */
export async function withCleanUp<T>(work: (onEnd: (undo: () => Promise<void>) => void) => Promise<T>): Promise<T> {
  const undos: (() => Promise<void>)[] = [];
  try {
    return await work((undo) => void undos.push(undo));
  } finally {
    for (const undo of undos.toReversed()) await undo().catch((error: unknown) => console.error(error));
  }
}

/**
 * Writes and deletes a file of this size. In a virtual machine the first touch of a page costs ten times what the next one
 * costs; a run that happens to get fresh pages would be compared with one that does not.
 */
export async function touchPages(file: string, mib: number): Promise<void> {
  const block = Buffer.alloc(mebibyte, 1);
  const handle = await open(file, 'w');
  try {
    for (let at = 0; at < mib; at++) await handle.write(block, 0, mebibyte, at * mebibyte);
  } finally {
    await handle.close();
    await rm(file, { force: true });
  }
}
