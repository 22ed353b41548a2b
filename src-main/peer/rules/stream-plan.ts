// What a peer is about to send of a game that is installed straight from it, and where in that a stream begins.

/** One archive in the order of unpacking. `unpackedBytes` is the sum over its files. */
export interface PlannedArchive {
  /** A direct child of the game root. */
  name: string;
  solid: boolean;
  unpackedBytes: number;
  files: number;
  /** Entries that are directories; folders that files imply may have none. */
  directories: number;
}

export type StreamPlan = readonly PlannedArchive[];

/** All archives before `archive`, an index into the plan, are done, and so many files of that one, in its order. */
export interface StreamPosition {
  archive: number;
  files: number;
}

/** Files and directories; more would only fill the memory of whoever keeps count of them. */
export const maxEntriesPerInstall = 500_000;

/** Why this cannot be the plan for these archives, as a sentence; null when it is fine. */
export function planProblem(plan: StreamPlan, archives: readonly string[]): string | null {
  const same = plan.length === archives.length && plan.every(({ name }, index) => name === archives[index]);
  if (!same) return 'It would send other archives than the game consists of.';
  const { bytes, entries } = planTotals(plan);
  if (!Number.isSafeInteger(bytes)) return 'Its files are larger than any disk.';
  return entries > maxEntriesPerInstall ? `It holds more than ${maxEntriesPerInstall} files and folders.` : null;
}

export function planTotals(plan: StreamPlan): { bytes: number; entries: number } {
  return {
    bytes: plan.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0),
    entries: plan.reduce((sum, { files, directories }) => sum + files + directories, 0),
  };
}

/** What one peer has begun, another may go on with only when it would send the same. */
export const isSamePlan = (a: StreamPlan, b: StreamPlan): boolean =>
  a.length === b.length && a.every((archive, index) => isSameArchive(archive, b[index]));

const isSameArchive = (a: PlannedArchive, b: PlannedArchive | undefined): boolean =>
  b !== undefined &&
  a.name === b.name &&
  a.solid === b.solid &&
  a.unpackedBytes === b.unpackedBytes &&
  a.files === b.files &&
  a.directories === b.directories;

export const isAtBegin = ({ archive, files }: StreamPosition): boolean => archive === 0 && files === 0;
