// npm run catalog: checks a catalog, or takes a game folder into it.
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { CatalogGame } from '../src-shared/game.ts';
import { PeerError } from '../src-shared/peer-error.ts';
import { writeFileAtomic } from '../src-main/peer/disk/atomic-write.ts';
import { sentinelName } from '../src-main/peer/disk/names.ts';
import { realDisk } from '../src-main/peer/disk/real-disk.ts';
import {
  catalogFieldNames,
  isCatalogId,
  isVersionDate,
  loadCatalog,
  parseCatalog,
} from '../src-main/peer/library/catalog.ts';
import { listGameFiles, sumBytes } from '../src-main/peer/library/list-game-files.ts';
import { parseVersion } from '../src-main/peer/library/scan.ts';

const usage = `Usage:
  npm run catalog -- check [--catalog FILE]
  npm run catalog -- add GAME_FOLDER [--catalog FILE] [--title T] [--genre G] [--min-players N] [--max-players N]
                     [--year Y] [--publisher P] [--description D] [--cover FILE] [--can-host-server]`;

const bundledCatalog = path.join(import.meta.dirname, '../catalog/catalog.json');

const options = {
  catalog: { type: 'string', default: bundledCatalog },
  title: { type: 'string' },
  genre: { type: 'string' },
  'min-players': { type: 'string' },
  'max-players': { type: 'string' },
  year: { type: 'string' },
  publisher: { type: 'string' },
  description: { type: 'string' },
  cover: { type: 'string' },
  'can-host-server': { type: 'boolean' },
} as const;

type Flags = ReturnType<typeof parseFlags>['values'];
type RawGame = Record<string, unknown>;

function parseFlags(args: string[]) {
  return parseArgs({ args, options, allowPositionals: true });
}

/** Carries out one command line and answers what to print. Throws PeerError, or parseArgs' error on a wrong flag. */
export async function runCatalog(args: string[]): Promise<string> {
  const { values, positionals } = parseFlags(args);
  const [command, folder, ...rest] = positionals;
  if (command === 'check' && folder === undefined) return checkCatalog(values.catalog);
  if (command === 'add' && folder !== undefined && rest.length === 0) return addGame(folder, values);
  throw new PeerError('invalid-command', usage);
}

async function checkCatalog(file: string): Promise<string> {
  const { games } = await loadCatalog(file);
  const unknown = (await readRawGames(file)).flatMap((game, index) =>
    Object.keys(game)
      .filter((field) => !catalogFieldNames.includes(field))
      .map((field) => `Note: entry ${index + 1} ("${String(game['id'])}") has a field "${field}" that is passed over.`),
  );
  return [...unknown, `${file} is valid: ${games.size} games.`].join('\n');
}

async function addGame(folder: string, flags: Flags): Promise<string> {
  await loadCatalog(flags.catalog); // a broken catalog is not touched
  const games = await readRawGames(flags.catalog);
  const facts = { ...(await readFacts(path.resolve(folder))), ...fieldsOf(flags) };
  const known = games.find(({ id }) => id === facts.id);
  const updated = putGame(games, { ...facts, title: facts.title ?? known?.['title'] ?? facts.id });
  const text = `${JSON.stringify({ ...(await readDocument(flags.catalog)), games: updated }, null, 2)}\n`;
  parseCatalog(text, path.basename(flags.catalog));
  await writeFileAtomic(realDisk, path.resolve(flags.catalog), text);
  const what = known === undefined ? 'Added' : 'Updated';
  return `${what} ${facts.id}: version ${facts.version}, ${facts.size} bytes, in ${flags.catalog}.`;
}

/** What the folder itself says: its name is the id, its sentinel the version, its files the size. */
async function readFacts(root: string): Promise<Pick<CatalogGame, 'id' | 'version' | 'size'>> {
  const id = path.basename(root);
  if ((await realDisk.stat(root))?.kind !== 'directory') {
    throw new PeerError('game-dir-unusable', `${root} is not a folder.`, 'Name the folder of one game.');
  }
  if (!isCatalogId(id)) {
    throw new PeerError(
      'unknown-game',
      `The folder's name "${id}" cannot be a game id.`,
      'Rename it to 1 to 64 lower-case letters, digits, - or _.',
    );
  }
  return { id, version: await readVersion(root), size: sumBytes(await listGameFiles(realDisk, root)) };
}

async function readVersion(root: string): Promise<string> {
  const file = path.join(root, sentinelName);
  const hint = `Write the date of this packaging into it, such as 20260131.`;
  if ((await realDisk.stat(file))?.kind !== 'file') throw new PeerError('not-downloaded', `${file} is missing.`, hint);
  const version = parseVersion(await realDisk.readText(file));
  if (version !== null && isVersionDate(version)) return version;
  throw new PeerError('not-downloaded', `The first line of ${file} is not a date YYYYMMDD.`, hint);
}

/** Only what was given: everything else stays as it is. */
function fieldsOf(flags: Flags): Partial<CatalogGame> {
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const given = {
    title: flags.title,
    genre: flags.genre,
    minPlayers: number(flags['min-players']),
    maxPlayers: number(flags['max-players']),
    year: number(flags.year),
    publisher: flags.publisher,
    description: flags.description,
    canHostServer: flags['can-host-server'],
    cover: flags.cover,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The list with the entry changed in its place, or put in before the first id that is greater. Fields in one order. */
export function putGame(games: RawGame[], facts: RawGame): RawGame[] {
  const id = String(facts['id']);
  const index = games.findIndex((game) => game['id'] === id);
  if (index !== -1) return games.with(index, orderFields({ ...games[index], ...facts }));
  const next = games.findIndex((game) => String(game['id']) > id);
  return games.toSpliced(next === -1 ? games.length : next, 0, orderFields(facts));
}

/** Known fields first, in the order of the format; others after them, as they stood. */
function orderFields(game: RawGame): RawGame {
  const known = catalogFieldNames.filter((field) => field in game);
  const others = Object.keys(game).filter((field) => !known.includes(field));
  return Object.fromEntries([...known, ...others].map((field) => [field, game[field]]));
}

const readDocument = async (file: string): Promise<{ games: RawGame[] }> =>
  JSON.parse((await realDisk.readText(file)).replace(/^\uFEFF/, '')) as { games: RawGame[] };

const readRawGames = async (file: string): Promise<RawGame[]> => (await readDocument(file)).games;

function explain(error: unknown): string {
  if (error instanceof PeerError) return error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
  const wrongFlag = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  return wrongFlag ? `${error.message}\n${usage}` : String(error);
}

if (process.argv[1] === import.meta.filename) {
  try {
    console.log(await runCatalog(process.argv.slice(2)));
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}
