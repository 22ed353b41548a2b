// Installs what is missing and finds a Node that runs the sources. Runs on Node 20 with nothing installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));

const say = (text) => process.stderr.write(`${text}\n`);

/** A failure that needs one sentence and no stack. */
export class SetupError extends Error {}

/** Runs `main`; a SetupError is printed as its sentence and ends the process with exit code 1. */
export async function runOrExplain(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`lanspread: ${error.message}`);
    process.exitCode = 1;
  }
}

/**
 * True when node_modules holds what package-lock.json asks for: our stamp says so, or npm's own list of what it installed,
 * which it writes last, so an interrupted install does not count.
 */
export function isInstalled(root = repositoryRoot) {
  const installedLock = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  return readStamp(root) === hashLock(root) || isListed(join(root, 'package-lock.json'), installedLock);
}

const stampFile = (root) => join(root, 'node_modules', '.lanspread-lock');

function readStamp(root) {
  return existsSync(stampFile(root)) ? readFileSync(stampFile(root), 'utf8') : null;
}

function hashLock(root) {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** Optional packages may be missing: most are for other systems. */
function isListed(wantedLock, installedLock) {
  const present = readPackages(installedLock);
  return Object.entries(readPackages(wantedLock)).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function readPackages(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

/** Runs `npm ci` when something is missing. Prints to stderr alone. Throws SetupError when that fails. */
export function ensureInstalled(root = repositoryRoot) {
  if (isInstalled(root)) return;
  say('lanspread: installing what package-lock.json lists (npm ci); this is needed once.');
  releaseRunningNode(root);
  const { status, error } = runNpm(['ci', '--include=dev', '--include=optional'], root);
  if (error !== undefined) throw new SetupError(`npm cannot be started (${error.message}): install Node.js with npm.`);
  if (status === 0) return writeFileSync(stampFile(root), hashLock(root));
  throw new SetupError(
    `npm ci ended with exit code ${status}: check the network connection and the lines above, then try again.`,
  );
}

/**
 * `npm run peer` says `exec`, so that a signal to npm reaches the peer and not only the shell around it. Windows' shell
 * has no such word: there this file makes it one.
 */
function provideExec(root) {
  const file = join(root, 'node_modules', '.bin', 'exec.cmd');
  if (process.platform === 'win32' && !existsSync(file)) writeFileSync(file, '@%*\r\n');
}

/** npm's own program file where npm started us; elsewhere the command, which Windows finds through a shell only. */
function runNpm(args, cwd) {
  const options = { cwd, stdio: ['ignore', 2, 2] };
  const { npm_execpath: npmFile, npm_node_execpath: npmNode } = process.env;
  const startedByNpm = npmFile !== undefined && /^npm-cli\.c?js$/.test(basename(npmFile)) && existsSync(npmFile);
  if (startedByNpm) return spawnSync(npmNode ?? process.execPath, [npmFile, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** npm ci deletes node_modules, and Windows deletes no program that runs, but lets it be moved. */
function releaseRunningNode(root) {
  if (process.platform !== 'win32' || !process.execPath.startsWith(join(root, 'node_modules') + sep)) return;
  try {
    mkdirSync(join(root, '.cache'), { recursive: true });
    renameSync(process.execPath, join(root, '.cache', `node-${process.pid}.exe`));
  } catch {
    say('lanspread: if npm cannot delete node.exe, close what uses this folder and run "npm ci".');
  }
}

/** The installed Node 24, else the running Node when it runs TypeScript as it is. Throws SetupError when neither fits. */
export function findNode(root = repositoryRoot) {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const installed = join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin', program);
  if (existsSync(installed) && spawnSync(installed, ['--version']).status === 0) return installed;
  if (isUsableNode(process.versions.node)) return process.execPath;
  throw new SetupError(`Node.js ${process.versions.node} is too old here: install Node.js 24, or at least 22.18.`);
}

/** `version` such as `24.21.0`; each line got this at another point. */
export function isUsableNode(version) {
  const [major, minor] = version.split('.').map(Number);
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

/**
 * Installs, then runs a script of this folder on the found Node and ends with its exit code. Signals go on to it, and
 * so does the end of our parent: npm runs us in a shell that dies of a signal without telling us.
 */
export async function runScript(name, args) {
  ensureInstalled();
  const script = join(repositoryRoot, 'scripts', name);
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']; // the channel tells the script when we are gone
  const child = spawn(findNode(), [script, ...args], { cwd: repositoryRoot, stdio });
  child.channel?.unref();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
  const [code, signal] = await once(child, 'exit');
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runOrExplain(() => {
    ensureInstalled();
    provideExec(repositoryRoot);
    findNode();
    if (!process.argv.includes('--quiet')) say('lanspread: all is installed.');
  });
}
