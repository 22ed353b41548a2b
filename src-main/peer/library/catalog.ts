// The list of known games, read from a JSON file and checked entry by entry.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import type { CatalogGame, GameId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';

export interface Catalog {
  games: ReadonlyMap<GameId, CatalogGame>;
}

const windowsDeviceName = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** A game id is the name of a folder on every system: lower case alone, because some of them ignore case. */
export function isCatalogId(id: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,63}$/.test(id) && !windowsDeviceName.test(id);
}

/** `YYYYMMDD`, and that day exists. */
export function isVersionDate(version: string): boolean {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(version);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  // A day that does not exist counts into a neighbouring month.
  return year >= 1000 && new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;
}

const text = (longest: number) => {
  const error = `must be a text of 1 to ${longest} characters`;
  return z.string({ error }).trim().min(1, { error }).max(longest, { error });
};
const wholeNumber = (least: number, most: number, error: string) =>
  z.int({ error }).min(least, { error }).max(most, { error });

const idError =
  'must be 1 to 64 lower-case letters, digits, - or _, starting with a letter or digit, and no device name of Windows such as "con"';
const versionError = 'must be a date that exists, as a text YYYYMMDD such as "20260131"';
const playersError = 'must be a whole number from 1 to 10000';
const coverError = 'must be the name of a file in catalog/covers, such as "openarena.jpg"';
const manifestIdError = 'must be 64 lower-case hexadecimal digits';

/** Unknown fields are passed over, so that a catalog made for a later version still loads. */
const gameSchema = z
  .object(
    {
      id: z.string({ error: idError }).refine(isCatalogId, { error: idError }),
      title: text(200),
      version: z.string({ error: versionError }).refine(isVersionDate, { error: versionError }),
      size: wholeNumber(0, Number.MAX_SAFE_INTEGER, 'must be a whole number of bytes').optional(),
      genre: text(100).optional(),
      minPlayers: wholeNumber(1, 10_000, playersError).optional(),
      maxPlayers: wholeNumber(1, 10_000, playersError).optional(),
      year: wholeNumber(1950, 2999, 'must be a year from 1950 to 2999').optional(),
      publisher: text(200).optional(),
      description: text(10_000).optional(),
      canHostServer: z.boolean({ error: 'must be true or false' }).optional(),
      cover: z
        .string({ error: coverError })
        .regex(/^[\w][\w .-]{0,127}$/, { error: coverError })
        .optional(),
      manifestId: z
        .string({ error: manifestIdError })
        .regex(/^[0-9a-f]{64}$/, { error: manifestIdError })
        .optional(),
    },
    { error: 'must be an object with id, title and version' },
  )
  .refine((game) => (game.minPlayers ?? 1) <= (game.maxPlayers ?? Infinity), {
    error: 'must not be smaller than minPlayers',
    path: ['maxPlayers'],
  });

export const catalogFieldNames: readonly string[] = Object.keys(gameSchema.shape);

const shapeError = 'must be an object {"games": [...]}';
const documentSchema = z.object({ games: z.array(z.unknown(), { error: shapeError }) }, { error: shapeError });

/** Throws PeerError `bad-catalog` that names the file, and the entry and the field where there is one. */
export function parseCatalog(content: string, fileName: string): Catalog {
  const document = documentSchema.safeParse(parseJson(content, fileName));
  if (!document.success) throw badCatalog(`The catalog ${fileName} ${shapeError}.`);
  const games = new Map<GameId, CatalogGame>();
  for (const [index, raw] of document.data.games.entries()) {
    const game = parseGame(raw, index, fileName);
    if (games.has(game.id)) throw badCatalog(`${describeEntry(raw, index, fileName)}: its "id" is used before.`);
    games.set(game.id, game);
  }
  return { games };
}

/** Reads and parses a catalog file. Throws PeerError `bad-catalog`, also when the file cannot be read. */
export async function loadCatalog(file: string): Promise<Catalog> {
  return parseCatalog(await readCatalogText(file), basename(file));
}

async function readCatalogText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : code;
    throw new PeerError(
      'bad-catalog',
      `The catalog ${file} cannot be read: ${reason}.`,
      'Check the path of the catalog.',
      { cause: error },
    );
  }
}

function parseJson(content: string, fileName: string): unknown {
  try {
    // Windows editors put a byte order mark in front, which JSON does not know.
    return JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw badCatalog(`The catalog ${fileName} is no JSON: ${(error as Error).message}.`);
  }
}

function parseGame(raw: unknown, index: number, fileName: string): CatalogGame {
  const parsed = gameSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const entry = describeEntry(raw, index, fileName);
  const issue = parsed.error.issues[0];
  const field = issue?.path[0];
  if (issue === undefined || typeof field !== 'string') {
    throw badCatalog(`${entry} must be an object with id, title and version.`);
  }
  const value = (raw as Record<string, unknown>)[field];
  if (value === undefined) throw badCatalog(`${entry} has no "${field}": it ${issue.message}.`);
  throw badCatalog(`${entry}: its "${field}" is ${JSON.stringify(value).slice(0, 80)}, but ${issue.message}.`);
}

function describeEntry(raw: unknown, index: number, fileName: string): string {
  const id = typeof raw === 'object' && raw !== null ? (raw as { id?: unknown }).id : undefined;
  const name = typeof id === 'string' ? ` (${JSON.stringify(id.slice(0, 80))})` : '';
  return `The catalog ${fileName}, entry ${index + 1}${name}`;
}

function badCatalog(message: string): PeerError {
  return new PeerError('bad-catalog', message, 'Correct the file; "npm run catalog -- check" checks it.');
}
