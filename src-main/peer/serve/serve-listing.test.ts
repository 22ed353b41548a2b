import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PeerRequest } from '../protocol/messages.ts';
import { parseManifest, parseManifestAnswer } from '../protocol/parse.ts';
import { minPieceBytes } from '../rules/pieces.ts';
import type { Connection } from '../transport/transport.ts';
import {
  ask,
  makePartial,
  manifestId,
  openServeLab,
  otherManifestId,
  version,
  type ServeLab,
} from './testing/serve-lab.ts';

let lab: ServeLab;
let asker: Connection;
beforeEach(async () => {
  lab = await openServeLab();
  asker = await lab.connect();
});
afterEach(() => lab[Symbol.asyncDispose]());

const listing: PeerRequest = { type: 'get-game', gameId: 'quux' };
const hashes: PeerRequest = { type: 'get-manifest', gameId: 'quux', manifestId };
const { manifest } = makePartial({ gameDir: '/games' }, 'quux', { 'a.eti': 10 }, { pieceBytes: minPieceBytes });
const unknown = {
  ok: false,
  code: 'request-refused',
  message: 'These hashes of quux are not known here now.',
};

it('lists the files with the name of their hashes, once they are hashed', async () => {
  await lab.write('quux/a.eti', 10);
  await lab.write('quux/.download/b.eti', 10);
  lab.served.set('quux', version);
  const files = [{ path: 'a.eti', size: 10 }];
  const expected = { ok: true, gameId: 'quux', version, files };
  expect(parseManifest((await ask(asker, listing)).head)).toEqual({ ...expected, manifestId: null });
  lab.hashing = { ...lab.hashing, manifestId: () => manifestId };
  expect(parseManifest((await ask(asker, listing)).head)).toEqual({ ...expected, manifestId });
  lab.served.clear();
  const message = 'quux is not served here now.';
  expect((await ask(asker, listing)).head).toEqual({ ok: false, code: 'request-refused', message });
  expect(lab.outbound.counts()).toEqual({});
});

it('gives the hashes of a served game', async () => {
  lab.served.set('quux', version);
  lab.hashing = { ...lab.hashing, manifestId: () => manifestId, manifest: async () => manifest };
  expect(parseManifestAnswer((await ask(asker, hashes)).head).manifest).toEqual(manifest);
  lab.served.clear();
  expect((await ask(asker, hashes)).head).toEqual(unknown);
});

it('gives the hashes of a download under way', async () => {
  const takeBack = lab.partials.share({ ...makePartial(lab, 'quux', { 'a.eti': 10 }), manifest });
  expect(parseManifestAnswer((await ask(asker, hashes)).head).manifest).toEqual(manifest);
  takeBack();
  expect((await ask(asker, hashes)).head).toEqual(unknown);
});

it('gives no others than those that were asked for', async () => {
  lab.served.set('quux', version);
  lab.partials.share({ ...makePartial(lab, 'quux', { 'a.eti': 10 }), manifest, manifestId: otherManifestId });
  lab.hashing = {
    ...lab.hashing,
    manifestId: () => otherManifestId,
    manifest: async () => {
      throw new Error('read for nothing');
    },
  };
  expect((await ask(asker, hashes)).head).toEqual(unknown);
});

it('gives none that changed while they were read', async () => {
  lab.served.set('quux', version);
  let present = manifestId;
  lab.hashing = {
    ...lab.hashing,
    manifestId: () => present,
    manifest: async () => {
      present = otherManifestId;
      return manifest;
    },
  };
  expect((await ask(asker, hashes)).head).toEqual(unknown);
});

it('gives none that cannot be read back', async () => {
  lab.served.set('quux', version);
  lab.hashing = { ...lab.hashing, manifestId: () => manifestId, manifest: async () => null };
  expect((await ask(asker, hashes)).head).toEqual(unknown);
});
