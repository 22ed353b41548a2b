// A disk that fails or dies at a chosen step, for tests.
import { basename, join } from 'node:path';
import type { Disk, DiskFile } from './disk.ts';
import { walkTree } from './walk-tree.ts';

/** The process is gone: nothing that is called after this does anything. */
export class CrashError extends Error {
  constructor(step: string) {
    super(`crashed at ${step}`);
    this.name = 'CrashError';
  }
}

export type Fault =
  /** The step fails, without effect or half done; what follows works again. */
  | { kind: 'error'; code: string; halfDone: boolean }
  /** From this step on everything that needs space fails, as on a full disk. */
  | { kind: 'full' }
  | { kind: 'crash'; when: 'half-done' | 'after' };

export interface FaultyDisk {
  disk: Disk;
  /** One line for each step so far, such as `rename local → .local.backup`. */
  readonly steps: readonly string[];
  readonly crashed: boolean;
}

const writing: ReadonlySet<string> = new Set([
  'writeText',
  'makeDir',
  'makeDirs',
  'copyEntry',
  'open',
  'writeAt',
  'resize',
]);

/** Steps are counted from 0. Without `at`, it only counts. */
export function injectFaults(disk: Disk, at?: { step: number; fault: Fault }): FaultyDisk {
  const steps: string[] = [];
  let crashed = false;

  const step = async <T>(call: string, what: string, whole: () => Promise<T>, half?: () => Promise<unknown>) => {
    const name = `${call} ${what}`;
    if (crashed) throw new CrashError(name);
    const number = steps.push(name) - 1;
    if (at === undefined || number < at.step) return whole();
    const { fault } = at;
    if (fault.kind === 'full') return writing.has(call) ? failHalfDone('ENOSPC', name, half) : whole();
    if (number > at.step) return whole();
    if (fault.kind === 'error') return failHalfDone(fault.code, name, fault.halfDone ? half : undefined);
    const last = fault.when === 'half-done' && half !== undefined ? half() : whole();
    // Whether the step itself failed is not seen any more, and what it opened goes with the process.
    const made = await last.catch(() => undefined);
    if (isOpenFile(made)) await made.close();
    crashed = true;
    throw new CrashError(name);
  };

  const wrapped: Disk = {
    stat: async (path) => step('stat', basename(path), async () => disk.stat(path)),
    list: async (path) => step('list', basename(path), async () => disk.list(path)),
    readText: async (path) => step('readText', basename(path), async () => disk.readText(path)),
    writeText: async (path, text) =>
      step(
        'writeText',
        basename(path),
        async () => disk.writeText(path, text),
        async () => disk.writeText(path, text.slice(0, text.length / 2)),
      ),
    open: async (path, mode) =>
      step('open', basename(path), async () => wrapFile(await disk.open(path, mode), basename(path), step)),
    makeDir: async (path) => step('makeDir', basename(path), async () => disk.makeDir(path)),
    makeDirs: async (path) => step('makeDirs', basename(path), async () => disk.makeDirs(path)),
    copyEntry: async (from, to) =>
      step(
        'copyEntry',
        basename(to),
        async () => disk.copyEntry(from, to),
        async () => disk.writeText(to, 'torn'),
      ),
    sameContent: async (one, other) => step('sameContent', basename(one), async () => disk.sameContent(one, other)),
    rename: async (from, to) =>
      step('rename', `${basename(from)} → ${basename(to)}`, async () => disk.rename(from, to)),
    removeFile: async (path) => step('removeFile', basename(path), async () => disk.removeFile(path)),
    removeTree: async (path) =>
      step(
        'removeTree',
        basename(path),
        async () => disk.removeTree(path),
        async () => removeHalf(disk, path),
      ),
    removeEmptyDir: async (path) => step('removeEmptyDir', basename(path), async () => disk.removeEmptyDir(path)),
    syncFile: async (path) => step('syncFile', basename(path), async () => disk.syncFile(path)),
    syncDir: async (path) => step('syncDir', basename(path), async () => disk.syncDir(path)),
    freeBytes: async (path) => step('freeBytes', basename(path), async () => disk.freeBytes(path)),
  };
  return {
    disk: wrapped,
    steps,
    get crashed() {
      return crashed;
    },
  };
}

const isOpenFile = (made: unknown): made is DiskFile => typeof made === 'object' && made !== null && 'close' in made;

type Step = <T>(call: string, what: string, whole: () => Promise<T>, half?: () => Promise<unknown>) => Promise<T>;

function wrapFile(file: DiskFile, name: string, step: Step): DiskFile {
  return {
    writeAt: async (bytes, position) =>
      step(
        'writeAt',
        name,
        async () => file.writeAt(bytes, position),
        async () => file.writeAt(bytes.subarray(0, bytes.length >> 1), position),
      ),
    readAt: async (into, position) => step('readAt', name, async () => file.readAt(into, position)),
    resize: async (size) => step('resize', name, async () => file.resize(size)),
    datasync: async () => step('datasync', name, async () => file.datasync()),
    // Closing is no step: a crashed process loses its handles too, and tests must not leak them.
    close: async () => file.close(),
  };
}

async function failHalfDone(code: string, name: string, half?: () => Promise<unknown>): Promise<never> {
  await half?.();
  throw Object.assign(new Error(`${code}: injected, ${name}`), { code });
}

/** Every second entry goes, the first one among them, and the directories stay. */
async function removeHalf(disk: Disk, path: string): Promise<void> {
  const kind = (await disk.stat(path))?.kind;
  if (kind !== 'directory') return;
  const { entries } = await walkTree(disk, path);
  for (const [index, entry] of entries.entries()) {
    if (index % 2 === 0) await disk.removeFile(join(path, entry.path));
  }
}
