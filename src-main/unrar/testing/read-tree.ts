// What a folder holds, so that a test can compare all of it.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** By path relative to the folder, with `/`: `directory`, `sha256:…` of a file, or `other`. */
export async function readTree(folder: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  await readInto(tree, folder, '');
  return tree;
}

async function readInto(tree: Record<string, string>, folder: string, prefix: string) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = prefix + entry.name;
    if (entry.isDirectory()) {
      tree[path] = 'directory';
      await readInto(tree, join(folder, entry.name), `${path}/`);
    } else if (entry.isFile()) tree[path] = sha256(await readFile(join(folder, entry.name)));
    else tree[path] = 'other';
  }
}

export const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
