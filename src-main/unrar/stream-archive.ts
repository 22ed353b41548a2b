// Reads a whole archive out in order, into a ring: both its streams and its files come out of there. Synchronous; runs in a Worker.
import { basename } from 'node:path';
import { ArchiveExtractor, type Engine } from './extractor.ts';
import { FrameWriter } from './frame-writer.ts';
import type { InspectedArchive } from './inspect-archive.ts';
import { PlanCursor } from './plan-cursor.ts';
import type { RingWriter } from './stream-ring.ts';

/** Leaves out the first `skipFiles` files. `step` is called often and may throw to stop. Throws PeerError. */
export function streamArchive(
  { plan, volumes }: InspectedArchive,
  skipFiles: number,
  engine: Engine,
  ring: RingWriter,
  step: () => void,
) {
  const name = basename(volumes[0] ?? '');
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
