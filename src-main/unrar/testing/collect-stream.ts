// What a streamed archive brought, in the form in which `read-tree.ts` tells what a folder holds.
import { createHash, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { maxFrameBytes, type ArchiveFrame } from '../../peer/edge/stream-install.ts';

interface OpenFile {
  path: string;
  size: number;
  crc32: number | null;
  hash: Hash;
  bytes: number;
  checksum: number;
}

export interface StreamCollector {
  take: (frame: ArchiveFrame) => Promise<void>;
  /** Whole files only. */
  tree: Record<string, string>;
  files: { path: string; size: number }[];
  frames: number;
  /** The path of a file that has begun and not ended. */
  unfinished: () => string | null;
}

/** `take` rejects when the frames make no whole files or contradict themselves. */
export function createCollector(): StreamCollector {
  let open: OpenFile | null = null;
  const collector: StreamCollector = {
    tree: {},
    files: [],
    frames: 0,
    unfinished: () => open?.path ?? null,
    take: async (frame) => {
      collector.frames += 1;
      // A turn of the event loop, after which a view that was not to be kept would show other bytes.
      await new Promise((resolve) => setImmediate(resolve));
      if (frame.kind === 'directory') collector.tree[frame.path] = 'directory';
      else if (frame.kind === 'file-begin') open = { ...frame, hash: createHash('sha256'), bytes: 0, checksum: 0 };
      else if (open === null) throw new Error(`${frame.kind} outside a file`);
      else if (frame.kind === 'bytes') add(open, frame.bytes);
      else {
        finish(open, collector);
        open = null;
      }
    },
  };
  return collector;
}

function add(open: OpenFile, bytes: Uint8Array) {
  if (bytes.length > maxFrameBytes) throw new Error(`a frame of ${bytes.length} bytes`);
  open.hash.update(bytes);
  open.bytes += bytes.length;
  open.checksum = crc32(bytes, open.checksum);
}

function finish(open: OpenFile, { tree, files }: StreamCollector) {
  const { path, size } = open;
  if (open.bytes !== size) throw new Error(`${path} has ${open.bytes} bytes of ${size}`);
  if (open.crc32 !== null && open.crc32 !== open.checksum) throw new Error(`${path} has another checksum`);
  tree[path] = `sha256:${open.hash.digest('hex')}`;
  files.push({ path, size });
}
