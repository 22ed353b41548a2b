// Which files of a game are the archives that an install unpacks.
import type { GameFile } from '../../../src-shared/game.ts';
import { archiveSuffix } from '../disk/names.ts';
import { firstVolumes } from '../rules/archive-volumes.ts';

/** Every archive file directly in the game root, later volumes too, in the given order. */
export const archiveFiles = (files: readonly GameFile[]): string[] =>
  files.map((file) => file.path).filter((path) => !path.includes('/') && path.toLowerCase().endsWith(archiveSuffix));

/** What is unpacked, in the order of the list, which is sorted by path; later volumes are read along with the first. */
export const archivesToUnpack = (files: readonly GameFile[]): string[] => firstVolumes(archiveFiles(files));
