// Collects the licences of what is in the program: the packages that it loads or bundles, and what these carry within.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Licence {
  name: string;
  version: string;
  /** As the package names it, for example `MIT`. */
  licence: string;
  /** The full text; empty where the package brings none. */
  text: string;
}

interface PackageFile {
  name: string;
  version: string;
  license?: string | { type: string };
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** Bundled into the window, although they are no dependencies of the running program. */
const bundled = new Set(['react', 'react-dom', 'react-aria-components', 'lucide-react', 'zustand', 'uplot']);

/** Compiled into node-unrar-js, whose own licence does not speak of it. */
const unrar: Licence = {
  name: 'UnRAR',
  version: 'in node-unrar-js',
  licence: 'UnRAR licence',
  text: `All copyrights to RAR and the utility UnRAR are exclusively owned by the author, Alexander Roshal.

UnRAR source code may be used in any software to handle RAR archives without limitations free of charge, but cannot be used to develop RAR (WinRAR) compatible archiver and to re-create RAR compression algorithm, which is proprietary. Distribution of modified UnRAR source code in separate form or as a part of other software is permitted, provided that full text of this paragraph, starting from "UnRAR source code" words, is included in license, or in documentation if license is not available, and in source code comments of resulting package.
`,
};

/** Sorted by name. `root` is the repository, with its packages installed. */
export function collectLicences(root: string): Licence[] {
  const own = readPackage(root);
  const named = Object.keys(own.devDependencies ?? {}).filter((name) => bundled.has(name));
  const found = new Map<string, Licence>();
  const visit = (name: string, from: string) => {
    const folder = findPackage(name, from, root);
    // Optional ones of another system are not here, and not in the program either.
    if (folder === null) return;
    const entry = readPackage(folder);
    const key = `${entry.name}@${entry.version}`;
    if (found.has(key)) return;
    found.set(key, describe(entry, folder));
    for (const next of namesOf(entry)) visit(next, folder);
  };
  // The optional ones of the repository are the Node that runs its scripts.
  for (const name of [...Object.keys(own.dependencies ?? {}), ...named]) visit(name, root);
  const all = found.keys().some((key) => key.startsWith('node-unrar-js@'))
    ? [...found.values(), unrar]
    : [...found.values()];
  return all.toSorted((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'));
}

const namesOf = ({ dependencies, optionalDependencies }: PackageFile) =>
  Object.keys({ ...dependencies, ...optionalDependencies });

/** As Node looks for it: in every node_modules on the way up. */
function findPackage(name: string, from: string, root: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === root || folder === dirname(folder)) return null;
  }
}

const readPackage = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile;

function describe({ name, version, license }: PackageFile, folder: string): Licence {
  const licence = typeof license === 'string' ? license : (license?.type ?? 'not named');
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry));
  return { name, version, licence, text: file === undefined ? '' : readFileSync(join(folder, file), 'utf8') };
}
