// The engine itself, without the checks that stand before it: it opens only its archive, and leaves the thread as it was.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { join } from 'node:path';
import { writeStoredRar } from '../../scripts/stored-rar.ts';
import { ArchiveExtractor } from './extractor.ts';
import { loadEngine } from './load-engine.ts';
import { createBox, type Box } from './testing/box.ts';

let box: Box;
beforeEach(async () => {
  box = await createBox();
});
afterEach(() => box.remove());

const noStep = () => undefined;

test('loading leaves no process-wide handlers behind', async () => {
  const count = () => process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
  const before = count();
  await loadEngine();
  expect(count()).toBe(before);
});

test('a reference to another file cannot make it open that file', async () => {
  const archive = join(box.archives, 'game.eti');
  const link = { kind: 5, target: join(box.into, '../../../sentinel.txt') };
  await writeStoredRar(archive, [{ path: 'copy', data: Buffer.alloc(0), raw: { link, unpackedSize: 14 } }]);
  const extractor = new ArchiveExtractor(await loadEngine(), [archive], noStep);
  const received: Uint8Array[] = [];
  const extract = () =>
    extractor.extractTo({ begin: noStep, data: (bytes) => received.push(bytes.slice()), end: noStep });
  expect(extract).toThrow(expect.objectContaining({ code: 'archive-link' }));
  expect(received).toEqual([]);
});

test('whatever a step throws stops it', async () => {
  const archive = join(box.archives, 'game.eti');
  await writeStoredRar(archive, [{ path: 'f', data: Buffer.from('x') }]);
  const stop = new Error('stop');
  const extractor = new ArchiveExtractor(await loadEngine(), [archive], () => {
    throw stop;
  });
  expect(() => extractor.listEntries()).toThrow(stop);
});
