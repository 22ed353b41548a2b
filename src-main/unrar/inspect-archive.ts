// What stands before every job on an archive: reads what is in it, and refuses what must not be unpacked. Runs in a Worker.
import { statfsSync } from 'node:fs';
import { basename } from 'node:path';
import { diskFull, writeFailure } from './archive-error.ts';
import { ArchiveExtractor, type Engine } from './extractor.ts';
import { planEntries, refuseForbiddenEntries, type UnpackPlan } from './plan-entries.ts';
import { scanArchive } from './scan-archive.ts';

export interface InspectedArchive {
  plan: UnpackPlan;
  /** Paths of all volumes, in order. */
  volumes: string[];
}

/** Reads headers only; `step` is called often and may throw to stop. Throws PeerError `archive-*` when it must be refused. */
export function inspectArchive(archive: string, engine: Engine, step: () => void): InspectedArchive {
  const scan = scanArchive(archive, step);
  const name = basename(archive);
  refuseForbiddenEntries(name, scan.entries);
  const listed = new ArchiveExtractor(engine, scan.volumes, step).listEntries();
  return { plan: planEntries(name, scan, listed), volumes: scan.volumes };
}

/** Throws PeerError `disk-full` when the disk that holds the folder `into` has less than `neededBytes` free. */
export function checkSpace(into: string, neededBytes: number) {
  let freeBytes: number;
  try {
    const { bavail, bsize } = statfsSync(into);
    freeBytes = bavail * bsize;
  } catch (error) {
    throw writeFailure(into, error);
  }
  if (neededBytes > freeBytes) throw diskFull(neededBytes, freeBytes);
}
