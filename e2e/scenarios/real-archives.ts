// Games of archives that other programs have made, where they are at hand.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixtureDir, loadRarFixtures } from '../../src-main/unrar/testing/rar-fixtures.ts';
import { version } from './games.ts';
import type { Actor } from './stage.ts';

export const haveRealArchives = existsSync(fixtureDir);

/**
 * Writes a game of these archives, by file name and id; the volumes of one in several become `name.part1.eti` and so on.
 * Answers what must be in `local/`: SHA-256 (hex) by path.
 */
export async function makeRealGame(
  peer: Actor,
  gameId: string,
  archives: Record<string, string>,
): Promise<Map<string, string>> {
  const manifest = loadRarFixtures();
  const payload = new Map<string, string>();
  await mkdir(peer.root(gameId));
  for (const [name, id] of Object.entries(archives)) {
    const { files = [], entries = [] } = manifest.find((archive) => archive.id === id) ?? {};
    for (const [index, file] of files.entries()) {
      const target = files.length === 1 ? name : name.replace(/\.eti$/, `.part${index + 1}.eti`);
      await copyFile(join(fixtureDir, file), join(peer.root(gameId), target));
    }
    for (const { path, dir, sha256 } of entries) if (!dir) payload.set(path, sha256 ?? '');
  }
  await writeFile(join(peer.root(gameId), 'version.ini'), `${version}\n`);
  return payload;
}
