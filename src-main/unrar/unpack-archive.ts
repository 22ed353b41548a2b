// Two of the jobs on an archive: read what is in it, and unpack it into a folder. Synchronous; runs in a Worker.
import { statfsSync } from 'node:fs';
import { basename } from 'node:path';
import type { UnpackedFile } from '../peer/edge/unpacker.ts';
import { diskFull, writeFailure } from './archive-error.ts';
import { EntryWriter } from './entry-writer.ts';
import { ArchiveExtractor, type Engine } from './extractor.ts';
import { PlanCursor } from './plan-cursor.ts';
import { planEntries, refuseForbiddenEntries, type PlannedEntry, type UnpackPlan } from './plan-entries.ts';
import { scanArchive } from './scan-archive.ts';

export interface InspectedArchive {
  plan: UnpackPlan;
  /** Paths of all volumes, in order. */
  volumes: string[];
}

/** What a job tells while it works. Both may throw to stop the job. */
export interface JobPulse {
  /** Called often. */
  step: () => void;
  /** Called with every piece that was written. */
  written: (writtenBytes: number, totalBytes: number, path: string) => void;
}

/** Reads headers only. Throws PeerError `archive-*` when the archive must be refused. */
export function inspectArchive(archive: string, engine: Engine, step: () => void): InspectedArchive {
  const scan = scanArchive(archive, step);
  const name = basename(archive);
  refuseForbiddenEntries(name, scan.entries);
  const listed = new ArchiveExtractor(engine, scan.volumes, step).listEntries();
  return { plan: planEntries(name, scan, listed), volumes: scan.volumes };
}

/** Unpacks into the existing folder `into`. Throws PeerError; what was written stays for the caller to delete. */
export function unpackArchive(archive: string, into: string, engine: Engine, pulse: JobPulse): UnpackedFile[] {
  const { plan, volumes } = inspectArchive(archive, engine, pulse.step);
  checkSpace(into, plan.unpackedBytes);
  const name = basename(archive);
  const writer = new EntryWriter(into, name);
  for (const entry of plan.entries) if (entry.directory) writer.makeDirectory(entry.path);
  const files = plan.entries.filter((entry) => !entry.directory);
  try {
    extractFiles(new ArchiveExtractor(engine, volumes, pulse.step), name, files, plan.unpackedBytes, writer, pulse);
  } finally {
    writer.close();
  }
  return files.map(({ path, size }) => ({ path, size }));
}

function extractFiles(
  extractor: ArchiveExtractor,
  archive: string,
  files: readonly PlannedEntry[],
  totalBytes: number,
  writer: EntryWriter,
  pulse: JobPulse,
) {
  const cursor = new PlanCursor(archive, files);
  extractor.extractTo({
    begin: (entry) => {
      const planned = cursor.advance(entry);
      writer.begin(planned);
      pulse.written(writer.writtenBytes, totalBytes, planned.path);
    },
    data: (bytes) => {
      writer.write(bytes);
      pulse.written(writer.writtenBytes, totalBytes, cursor.path);
    },
    end: () => writer.end(),
  });
  cursor.finish();
}

function checkSpace(into: string, neededBytes: number) {
  let freeBytes: number;
  try {
    const { bavail, bsize } = statfsSync(into);
    freeBytes = bavail * bsize;
  } catch (error) {
    throw writeFailure(into, error);
  }
  if (neededBytes > freeBytes) throw diskFull(neededBytes, freeBytes);
}
