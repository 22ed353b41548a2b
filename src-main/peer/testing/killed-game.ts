// The game that a killed process worked on: recovered and compared with what may be left of it.
import { join } from 'node:path';
import { realDisk } from '../disk/real-disk.ts';
import { keptDirName } from '../disk/names.ts';
import { recoverDownload } from '../download/commit-download.ts';
import { gameId as downloadId, placeIn } from '../download/testing/download-fixture.ts';
import { writeStoredRar } from '../../../scripts/stored-rar.ts';
import { putDownload, putFiles, readTree, type Files } from '../install/testing/install-fixture.ts';
import { bystander, gameId, operationIn, recover, same, show, within } from '../install/testing/sweep-scenarios.ts';
import { archivedFiles, downloadFiles, editionFiles, type KillMode } from './kill-modes.ts';

export interface Remains {
  /** The whole that there is after recovery: `none`, `one`, `two`; `broken` when it is neither of these. */
  end: string;
  /** Whether recovery had anything to do. */
  cutOff: boolean;
  wrong: string[];
}

export interface KilledGame {
  /** Recovers and compares. */
  look: (round: number) => Promise<Remains>;
}

export async function openKilledGame(base: string, mode: KillMode): Promise<KilledGame> {
  await putFiles(join(base, 'games'), bystander);
  return mode === 'download' ? openDownload(base) : openInstall(base, mode);
}

/** In the game root of a download, and none of it. */
const owners: Files = { 'local/save.dat': 'mine', 'notes.txt': 'kept', 'own.eti.old': 'older' };

async function openDownload(base: string): Promise<KilledGame> {
  const games = join(base, 'games');
  await putFiles(join(games, downloadId), owners);
  const place = placeIn(realDisk, base);
  const whole = (files: Files) => ({ ...bystander, ...within(downloadId, { ...owners, ...files }) });
  const ends = { none: whole({}), one: whole(downloadFiles('one')), two: whole(downloadFiles('two')) };
  const payload = new RegExp(`^${downloadId}/\\.download/`);
  const look = () => Object.fromEntries(Object.entries(readTree(games)).filter(([path]) => !payload.test(path)));
  return {
    look: async () => {
      const found = await recoverDownload(place);
      const { end, wrong } = compare(look(), ends);
      const again = await recoverDownload(place);
      if (again !== (found === 'committed' ? 'nothing' : found))
        wrong.push(`a second recovery: ${again} after ${found}`);
      if (compare(look(), ends).end !== end) wrong.push('a second recovery changed something');
      return { end, cutOff: found !== 'nothing', wrong };
    },
  };
}

/** More of them would only make each round longer. */
const mostSaves = 16;

/** From an earlier uninstall. */
const keptSaves = (): Files =>
  Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [`saves/${index % 3}/old${index}.sav`, `old save ${index}`]),
  );

async function openInstall(base: string, mode: Exclude<KillMode, 'download'>): Promise<KilledGame> {
  const { gameDir } = operationIn(base, realDisk);
  await putDownload(join(gameDir, gameId), { 'game.eti': {} });
  if (mode === 'unpack') await putArchive(join(gameDir, gameId, 'game.eti'));
  const download = readTree(gameDir);
  /** Installs that do not keep the player's files are for games that nobody has played. */
  const keeps = mode !== 'install' && mode !== 'unpack';
  const saves: Files = keeps ? keptSaves() : {};
  await putFiles(join(gameDir, keptDirName, gameId), saves);
  const installed = (files: Files) => ({ ...download, ...within(`${gameId}/local`, { ...files, ...saves }) });
  return {
    look: async (round) => {
      const ends = {
        none: { ...download, ...within(`${keptDirName}/${gameId}`, saves) },
        one: installed(mode === 'unpack' ? archivedFiles : editionFiles('one')),
        ...(mode === 'update' ? { two: installed(editionFiles('two')) } : {}),
      };
      const recovered = await recover(base, realDisk);
      const { end, wrong } = compare(readTree(gameDir), ends);
      for (const { error } of recovered) if (error !== null) wrong.push(`recovery failed: ${error.message}`);
      const again = await recover(base, realDisk);
      if (again.some((game) => game.steps.length > 0 || game.error !== null))
        wrong.push('a second recovery found work');
      if (compare(readTree(gameDir), ends).end !== end) wrong.push('a second recovery changed something');
      if (keeps && end !== 'none' && end !== 'broken' && Object.keys(saves).length < mostSaves) {
        const save = { [`saves/${round}.sav`]: `saved in round ${round}` };
        await putFiles(join(gameDir, gameId, 'local'), save);
        Object.assign(saves, save);
      }
      return { end, cutOff: recovered.some((game) => game.steps.length > 0), wrong };
    },
  };
}

async function putArchive(path: string): Promise<void> {
  const entries = Object.entries(archivedFiles).map(([file, text]) => ({ path: file, data: Buffer.from(text) }));
  await writeStoredRar(path, entries);
}

function compare(tree: Files, ends: Record<string, Files>): Omit<Remains, 'cutOff'> {
  const end = Object.entries(ends).find(([, files]) => same(tree, files))?.[0];
  if (end !== undefined) return { end, wrong: [] };
  const [path] = Object.keys(ends).map((name) => `${name}: ${show(difference(tree, ends[name] ?? {}))}`);
  return { end: 'broken', wrong: [`neither the old nor the new one is whole, beside ${path}`] };
}

/** What is there and should not be, or is not there and should be, by path. */
function difference(tree: Files, wanted: Files): Files {
  const paths = [...new Set([...Object.keys(tree), ...Object.keys(wanted)])];
  const other = paths.filter((path) => tree[path] !== wanted[path]);
  return Object.fromEntries(
    other.slice(0, 10).map((path) => [path, path in tree ? (tree[path] ?? '').slice(0, 20) : 'missing']),
  );
}
