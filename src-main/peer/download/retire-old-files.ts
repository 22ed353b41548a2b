// Takes what belongs to the version before out of the way of the new one.
import path from 'node:path';
import type { GameFile } from '../../../src-shared/game.ts';
import type { Disk } from '../disk/disk.ts';
import { archiveSuffix } from '../disk/names.ts';
import { regularFilesIn } from '../disk/regular-file.ts';
import type { Log } from '../edge/log.ts';
import { caseKey } from '../rules/safe-path.ts';

/**
 * Archives of the version before would be unpacked together with the new ones. What our last download brought is
 * deleted; an archive of unknown origin is the owner's, so it only gets another name. `files` are the game's now.
 */
export async function retireOldFiles(
  { disk, log }: { disk: Disk; log: Log },
  root: string,
  before: { files: readonly GameFile[] } | null,
  files: readonly GameFile[],
): Promise<void> {
  const isCurrent = currentFiles(disk, root, files);
  const lookUp = regularFilesIn(disk, root);
  const touched = new Set<string>();
  for (const old of before?.files ?? []) {
    if (await isCurrent(old.path)) continue;
    if ((await lookUp(old.path))?.size !== old.size) continue;
    await disk.removeFile(path.join(root, old.path));
    touched.add(path.dirname(path.join(root, old.path)));
  }
  for (const dir of touched) await disk.syncDir(dir);
  for (const name of await disk.list(root)) {
    if (!name.toLowerCase().endsWith(archiveSuffix) || (await isCurrent(name))) continue;
    const aside = await freeName(disk, path.join(root, `${name}.old`));
    log('warn', `${name} in ${root} belongs to no known version; it is now called ${path.basename(aside)}.`);
    await disk.rename(path.join(root, name), aside);
  }
}

/** Whether a path means one of these files, also by another case where the volume does not tell them apart. */
function currentFiles(disk: Disk, root: string, files: readonly GameFile[]): (name: string) => Promise<boolean> {
  const current = new Map(files.map((file) => [caseKey(file.path), file.path]));
  const inodeOf = async (name: string) => (await disk.stat(path.join(root, name)))?.inode;
  return async (name) => {
    const twin = current.get(caseKey(name));
    if (twin === undefined || twin === name) return twin !== undefined;
    return (await inodeOf(twin)) === (await inodeOf(name));
  };
}

/** Nothing of the owner's is replaced. */
async function freeName(disk: Disk, wanted: string): Promise<string> {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}${count}`;
    if ((await disk.stat(name)) === null) return name;
  }
}
