import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

interface InstallScript {
  isInstalled: (root: string) => boolean;
  isUsableNode: (version: string) => boolean;
}

// Plain JavaScript without types, because it runs before anything is installed.
const script = (await import(new URL('install.mjs', import.meta.url).href)) as InstallScript;

const lock = {
  '': { name: 'x' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/a-win32-x64': { version: '1.0.0', optional: true },
};

interface Installed {
  packages: Record<string, unknown>;
  stamp?: string;
}

const packageJson = '{"name":"x"}';
const lockJson = JSON.stringify({ packages: lock });
const rightStamp = createHash('sha256').update(packageJson).update(lockJson).digest('hex');

function isInstalledWith(installed: Installed | null): boolean {
  const root = mkdtempSync(join(tmpdir(), 'lanspread-install-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (file: string, text: string) => writeFileSync(join(root, file), text);
  mkdirSync(join(root, 'node_modules'));
  write('package.json', packageJson);
  write('package-lock.json', lockJson);
  if (installed !== null) {
    write('node_modules/.package-lock.json', JSON.stringify({ packages: installed.packages }));
    if (installed.stamp !== undefined) write('node_modules/.lanspread-lock', installed.stamp);
  }
  return script.isInstalled(root);
}

test.each([
  ['nothing installed, or an install that was interrupted', null, false],
  ['all that this system needs', { packages: { 'node_modules/a': lock['node_modules/a'] } }, true],
  ['a package that the lock no longer has', { packages: { ...lock, 'node_modules/b': { version: '1.0.0' } } }, true],
  ['another version', { packages: { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } } }, false],
  ['another content', { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } } }, false],
  ['a missing package', { packages: {} }, false],
  ['an install of ours for this lock, whatever npm left out', { packages: {}, stamp: rightStamp }, true],
  ['an install of ours for another lock', { packages: {}, stamp: 'other' }, false],
])('%s', (_what, present, expected) => {
  expect(isInstalledWith(present)).toBe(expected);
});

test.each([
  ['24.21.0', true],
  ['22.18.0', true],
  ['22.17.1', false],
  ['20.20.2', false],
  ['23.5.0', false],
  ['23.6.0', true],
  ['25.0.0', true],
])('Node %s runs TypeScript as it is: %s', (version, expected) => {
  expect(script.isUsableNode(version)).toBe(expected);
});
