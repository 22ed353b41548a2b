import { afterEach, beforeEach, expect, test } from 'vitest';
import { join } from 'node:path';
import { realDisk } from '../disk/real-disk.ts';
import { clearIntent, readIntent, writeIntent, type Intent } from './intent-log.ts';
import { createFixture, putFiles, type Fixture } from './testing/install-fixture.ts';

let fixture: Fixture;
beforeEach(async () => void (fixture = await createFixture()));
afterEach(async () => fixture.dispose());

const intent = (): Intent => ({
  kind: 'Updating',
  gameId: 'quake',
  version: '20260101',
  step: 'staged',
  root: fixture.root,
});
const state = () => join(fixture.stateDir, 'games/quake');

test('is None until written and again once cleared', async () => {
  const place = fixture.operation();
  expect(await readIntent(place)).toBeNull();
  await writeIntent(place, intent());
  expect(await readIntent(place)).toEqual(intent());
  await clearIntent(place);
  expect(await readIntent(place)).toBeNull();
  expect(await realDisk.list(state())).toEqual([]);
});

test.each<[string, (note: Intent) => string]>([
  ['no JSON', () => '{"kind":"Upd'],
  ['empty', () => ''],
  ['an unknown kind', (note) => JSON.stringify({ ...note, kind: 'Deleting' })],
  ['without a root', (note) => JSON.stringify({ ...note, root: undefined })],
  ["another game's", (note) => JSON.stringify({ ...note, gameId: 'doom' })],
])('%s counts as None and is kept aside', async (_, make) => {
  const text = make(intent());
  await putFiles(state(), { 'install_intent.json': text });
  expect(await readIntent(fixture.operation())).toBeNull();
  expect(await realDisk.list(state())).toEqual(['install_intent.json.corrupt']);
  expect(await realDisk.readText(join(state(), 'install_intent.json.corrupt'))).toBe(text);
  expect(fixture.logged).toEqual([expect.stringContaining('warn: ')]);
});

test('one that cannot be read is a failure, not None', async () => {
  const disk = { ...realDisk, readText: async () => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) };
  await expect(readIntent(fixture.operation(disk))).rejects.toMatchObject({ code: 'EIO' });
});
