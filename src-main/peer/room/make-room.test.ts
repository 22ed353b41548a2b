import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadRoom } from './identity.ts';
import { makeRoom } from './make-room.ts';

it('makes a room that can be loaded, and never replaces one', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'make-room-'));
  const folder = join(dir, 'new', 'room');
  await makeRoom(folder);
  const room = await loadRoom(folder);
  await expect(makeRoom(folder)).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await readFile(join(folder, 'room-ca.key.pem'), 'utf8')).toBe(room.caKeyPem);
  await rm(dir, { recursive: true });
});

it('leaves no key beside the certificate of another room', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'make-room-'));
  await writeFile(join(dir, 'room-ca.cert.pem'), 'of another room');
  await expect(makeRoom(dir)).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await readdir(dir)).toEqual(['room-ca.cert.pem']);
  await rm(dir, { recursive: true });
});
