// Real archives of other people, which stand outside this repository; tests skip what needs them when they are absent.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const entrySchema = z.object({
  path: z.string(),
  size: z.number(),
  dir: z.boolean(),
  crc32: z.string().nullable(),
  sha256: z.string().optional(),
  link: z.string().optional(),
});

const fixtureSchema = z.object({
  id: z.string(),
  files: z.array(z.string()).min(1),
  solid: z.boolean(),
  kind: z.enum(['ok', 'link', 'hostile', 'encrypted', 'unsupported', 'corrupt']),
  entries: z.array(entrySchema),
});

export type RarFixture = z.infer<typeof fixtureSchema>;

const base =
  process.env['LANSPREAD_FIXTURES'] ?? fileURLToPath(new URL('../../../../shared/fixtures', import.meta.url));

/** `LANSPREAD_FIXTURES` is the folder above it. */
export const fixtureDir = join(base, 'rar');

/** All fixtures, or none, with a printed reason, where the folder is absent. */
export function loadRarFixtures(): RarFixture[] {
  const manifest = join(fixtureDir, 'manifest.json');
  if (existsSync(manifest)) return z.array(fixtureSchema).parse(JSON.parse(readFileSync(manifest, 'utf8')));
  console.info(`skipped: no archives in ${fixtureDir}; set LANSPREAD_FIXTURES to the folder above "rar"`);
  return [];
}
