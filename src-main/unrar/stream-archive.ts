// The third job on an archive: read it out in order, without a file in between. Synchronous; runs in a Worker.
import { basename } from 'node:path';
import { ArchiveExtractor, type Engine } from './extractor.ts';
import { FrameWriter } from './frame-writer.ts';
import { PlanCursor } from './plan-cursor.ts';
import type { RingWriter } from './stream-ring.ts';
import { inspectArchive } from './unpack-archive.ts';

/**
 * Leaves out the first `skipFiles` files. `step` is called often and may throw to stop. Throws PeerError; until the whole
 * archive has been looked at, nothing goes into the ring.
 */
export function streamArchive(archive: string, skipFiles: number, engine: Engine, ring: RingWriter, step: () => void) {
  const { plan, volumes } = inspectArchive(archive, engine, step);
  const name = basename(archive);
  const cursor = new PlanCursor(name, plan.entries);
  const frames = new FrameWriter(ring, name);
  let toSkip = skipFiles;
  new ArchiveExtractor(engine, volumes, step).extractTo({
    directory: (entry) => frames.directory(cursor.advance(entry)),
    skip: (entry) => {
      if (toSkip === 0) return false;
      toSkip -= 1;
      cursor.advance(entry);
      return true;
    },
    begin: (entry) => frames.begin(cursor.advance(entry)),
    data: (bytes) => {
      step();
      frames.write(bytes);
    },
    end: () => frames.end(),
  });
  cursor.finish();
  frames.finish();
}
