// Adds to package-lock.json the platform packages that npm dropped because the registry at hand did not have them.
// Without them, `npm ci` on such a platform fails with "Missing: … from lock file". Runs with nothing installed.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';

/** Optional packages with an exact version that no lock entry satisfies: `[path in the lock, entry]`. */
export function missingEntries(packages) {
  const missing = new Map();
  for (const [from, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (findInstalled(packages, from, name)) continue;
      missing.set(`node_modules/${name}`, platformEntry(name, version, entry));
    }
  }
  return [...missing];
}

/** Looks where Node looks: below the package that asks, then one level up at a time. */
function findInstalled(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

/** The entry as npm writes it, without the integrity, which only the missing package could tell. */
function platformEntry(name, version, dependent) {
  const match = /-(darwin|win32|linux)-(x64|arm64|universal)$/.exec(name);
  if (match === null) throw new Error(`The platform of ${name} cannot be read from its name.`);
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name} is asked for as "${version}", not as one version.`);
  const [, os, cpu] = match;
  return {
    version,
    cpu: cpu === 'universal' ? ['x64', 'arm64'] : [cpu],
    ...(dependent.dev ? { dev: true } : {}),
    optional: true,
    os: [os],
  };
}

/** The lock with the entries added, in npm's order: the project first, then by path. */
export function completeLock(lock) {
  const { '': project, ...others } = { ...lock.packages, ...Object.fromEntries(missingEntries(lock.packages)) };
  const sorted = Object.entries(others).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: { '': project, ...Object.fromEntries(sorted) } };
}

/** The kinds of dependencies that package.json and its copy in the lock do not agree about. */
function staleKinds(lock, manifest) {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'];
  return kinds.filter((kind) => !isDeepStrictEqual(lock.packages[''][kind] ?? {}, manifest[kind] ?? {}));
}

/** What `npm run lock` cannot mend: one sentence each. */
function findFaults(lock, manifest) {
  const addressed = Object.keys(lock.packages).find((path) => lock.packages[path].resolved !== undefined);
  const stale = staleKinds(lock, manifest);
  return [
    ...(addressed === undefined
      ? []
      : [`It names a download address for ${addressed}; .npmrc asks to leave them out.`]),
    ...(stale.length === 0
      ? []
      : [`Its ${stale.join(', ')} differ from package.json: run "npm install", then this again.`]),
  ];
}

function run() {
  const defaultFile = join(dirname(dirname(fileURLToPath(import.meta.url))), 'package-lock.json');
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, file: { type: 'string', default: defaultFile } },
  });
  const lock = JSON.parse(readFileSync(values.file, 'utf8'));
  const faults = findFaults(lock, JSON.parse(readFileSync(join(dirname(values.file), 'package.json'), 'utf8')));
  const missing = missingEntries(lock.packages).map(([path, { version }]) => `${path.slice(13)}@${version}`);
  if (missing.length > 0 && values.check) faults.push(`It lacks ${missing.join(', ')}: run "npm run lock".`);
  if (missing.length > 0 && !values.check) {
    writeFileSync(values.file, `${JSON.stringify(completeLock(lock), null, 2)}\n`);
    console.log(`Added ${missing.join(', ')}.`);
  }
  for (const fault of faults) console.error(`package-lock.json: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  else console.log('The lock is complete.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) run();
