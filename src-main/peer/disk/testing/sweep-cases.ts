// Every way in which one operation is interrupted at every step that it does on disk, and how many ways that were.
import type { Fault } from '../fault-layer.ts';
import type { PowerCut } from '../power-cut.ts';

export interface SweepCase {
  /** Counted from 0. */
  step: number;
  fault: Fault;
  /** After the crash; null = the machine goes on. */
  powerCut: PowerCut | null;
}

const codes = ['EIO', 'EPERM', 'ENOSPC'];
const crash: Fault = { kind: 'crash', when: 'after' };

export const isRead = (name: string): boolean => /^(stat|list|readText|readAt|sameContent|freeBytes) /.test(name);
/** What can be left half done. */
const isHalvable = (name: string) => /^(writeText|writeAt|copyEntry|removeTree) /.test(name);
const needsRoom = (name: string) => /^(writeText|writeAt|copyEntry|resize|open|makeDirs?) /.test(name);

/** `steps` are those of an undisturbed run, as the fault layer names them. */
export const sweepCases = (steps: readonly string[]): SweepCase[] =>
  steps.flatMap((name, step) => [
    ...faultsAt(name).map((fault): SweepCase => ({ step, fault, powerCut: null })),
    ...powerCutsAt(name).map((powerCut): SweepCase => ({ step, fault: crash, powerCut })),
  ]);

export function faultsAt(name: string): Fault[] {
  const faults: Fault[] = [crash, ...codes.map((code): Fault => ({ kind: 'error', code, halfDone: false }))];
  if (isHalvable(name)) {
    faults.push({ kind: 'crash', when: 'half-done' });
    faults.push(...codes.map((code): Fault => ({ kind: 'error', code, halfDone: true })));
  }
  if (needsRoom(name)) faults.push({ kind: 'full' });
  return faults;
}

/** Reading leaves nothing that a power cut could take. */
const powerCutsAt = (name: string): PowerCut[] => (isRead(name) ? [] : ['data-lost', 'names-lost']);

export const describeCase = ({ step, fault, powerCut }: SweepCase, steps: readonly string[]): string =>
  `${step} ${steps[step]} ${JSON.stringify(fault)}${powerCut ?? ''}`;

export interface SweepTally {
  add: (name: string, steps: number, cases: number) => void;
  /** Says how many there were in all. */
  sum: () => void;
}

/** One line per operation, and a last one for all. */
export function createTally(what: string): SweepTally {
  let [operations, all] = [0, 0];
  return {
    add: (name, steps, cases) => {
      operations += 1;
      all += cases;
      console.log(`${what}: ${name}: ${steps} steps, ${cases} cases`);
    },
    sum: () => console.log(`${what}: ${all} cases of ${operations} operations in all`),
  };
}
