// The files that a launcher window may load: the built interface and the covers, found by URL path.
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { PeerError } from '../../src-shared/peer-error.ts';

export interface WindowFile {
  bytes: Buffer<ArrayBuffer>;
  headers: Record<string, string>;
}

export interface WindowFilesOptions {
  /** The built interface, `out/renderer`. */
  rendererDir: string;
  /** `catalog/covers`; its files stand under `/covers/`. */
  coversDir: string;
}

export interface WindowFiles {
  /** The file of a URL path such as `/assets/index-1a2b.js`; null when there is none. */
  read: (urlPath: string) => Promise<WindowFile | null>;
}

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Throws PeerError `not-supported-yet` when the interface has not been built. */
export async function openWindowFiles({ rendererDir, coversDir }: WindowFilesOptions): Promise<WindowFiles> {
  await requireBuilt(join(rendererDir, 'index.html'));
  return {
    read: async (urlPath) => {
      const [first, ...rest] = parseUrlPath(urlPath) ?? [];
      if (first === undefined) return null;
      return first === 'covers' ? readWindowFile(coversDir, rest) : readWindowFile(rendererDir, [first, ...rest]);
    },
  };
}

async function requireBuilt(indexFile: string): Promise<void> {
  const isBuilt = await stat(indexFile).then(
    (entry) => entry.isFile(),
    () => false,
  );
  if (isBuilt) return;
  throw new PeerError(
    'not-supported-yet',
    `The interface has not been built: ${indexFile} is missing.`,
    'Run "npm start", or "npm run build" once, and try again.',
  );
}

/** The segments of a path that stays inside its folder; null for any other. `/` is `index.html`. */
export function parseUrlPath(urlPath: string): string[] | null {
  if (urlPath === '/') return ['index.html'];
  if (!urlPath.startsWith('/')) return null;
  const segments = urlPath.slice(1).split('/').map(decodeSegment);
  return segments.every((segment) => segment !== null) ? segments : null;
}

/** A plain visible file name: no separator, no drive, no stream name, no dot in front. */
function decodeSegment(segment: string): string | null {
  try {
    const name = decodeURIComponent(segment);
    return /^[^./\\:\p{C}][^/\\:\p{C}]*$/u.test(name) ? name : null;
  } catch {
    return null;
  }
}

/** Read whole: the largest file is a cover or a script, and a file that vanishes midway is only "not there". */
async function readWindowFile(root: string, segments: string[]): Promise<WindowFile | null> {
  const path = join(root, ...segments);
  try {
    const bytes = await readFile(path);
    const type = contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream';
    // Names under assets/ carry a hash of the content.
    const cache = segments[0] === 'assets' ? 'public, max-age=31536000, immutable' : 'no-cache';
    return { bytes, headers: { 'Content-Type': type, 'Cache-Control': cache } };
  } catch {
    return null;
  }
}
