import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const project = { name: 'x', dependencies: { quic: '2.0.9' } };
const incomplete = {
  name: 'x',
  packages: {
    '': project,
    'node_modules/dev': { version: '1.0.0', dev: true, optionalDependencies: { 'dev-darwin-universal': '1.0.0' } },
    'node_modules/quic': {
      version: '2.0.9',
      optionalDependencies: { 'quic-linux-x64': '2.0.9', 'quic-win32-x64': '2.0.9', 'quic-darwin-arm64': '2.0.9' },
    },
    'node_modules/quic-linux-x64': { version: '2.0.9', integrity: 'sha512-a', optional: true },
    'node_modules/quic/node_modules/quic-darwin-arm64': { version: '2.0.9', integrity: 'sha512-b', optional: true },
  },
};

function makeLock(content: unknown) {
  const folder = mkdtempSync(join(tmpdir(), 'lanspread-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'package-lock.json');
  writeFileSync(file, JSON.stringify(content));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'x', dependencies: { quic: '2.0.9' } }));
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, 'complete-lock.mjs'), '--file', file, ...args], {
      encoding: 'utf8',
    });
  return { run, read: () => readFileSync(file, 'utf8') };
}

test('names what is missing, adds it once, and is content then', () => {
  const { run, read } = makeLock(incomplete);
  const check = run('--check');
  expect(check.status).toBe(1);
  expect(check.stderr).toContain('It lacks dev-darwin-universal@1.0.0, quic-win32-x64@2.0.9:');
  expect(read()).toBe(JSON.stringify(incomplete));
  expect(run().status).toBe(0);
  const completed = read();
  const { packages } = JSON.parse(completed) as { packages: Record<string, unknown> };
  expect(packages).toMatchObject(incomplete.packages);
  expect(packages['node_modules/quic-win32-x64']).toEqual({
    version: '2.0.9',
    cpu: ['x64'],
    optional: true,
    os: ['win32'],
  });
  expect(packages['node_modules/dev-darwin-universal']).toEqual({
    version: '1.0.0',
    cpu: ['x64', 'arm64'],
    dev: true,
    optional: true,
    os: ['darwin'],
  });
  expect(run('--check').status).toBe(0);
  expect(run().status).toBe(0);
  expect(read()).toBe(completed);
});

test('refuses a range, an unknown platform, and download addresses', () => {
  const needing = (name: string, version: string) => ({
    packages: { '': project, 'node_modules/a': { version: '1.0.0', optionalDependencies: { [name]: version } } },
  });
  expect(makeLock(needing('a-win32-x64', '^1.0.0')).run().stderr).toContain('not as one version');
  expect(makeLock(needing('a-plan9', '1.0.0')).run().stderr).toContain('platform');
  const addressed = { '': project, 'node_modules/a': { version: '1.0.0', resolved: 'http://localhost/a.tgz' } };
  expect(makeLock({ packages: addressed }).run('--check').stderr).toContain('download address for node_modules/a');
});

test('refuses a lock that was made for another package.json', () => {
  const { run } = makeLock({ packages: { '': { ...project, dependencies: { quic: '2.0.9', gone: '1.0.0' } } } });
  const check = run('--check');
  expect(check.status).toBe(1);
  expect(check.stderr).toContain('Its dependencies differ from package.json');
});
