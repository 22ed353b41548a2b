import { describe, expect, it } from 'vitest';
import { maxHaveBytes, maxPiecesPerGame } from './limits.ts';
import {
  parseAnyHello,
  parseHaveHead,
  parseHaveMore,
  parseHelloAck,
  parseManifest,
  parseManifestAnswer,
  parseRequest,
} from './parse.ts';

const hash = 'a'.repeat(64);

const hello = {
  type: 'hello',
  protocolVersion: 1,
  peerId: 'a'.repeat(32),
  name: 'Anna',
  listenPort: 4711,
  tlsPort: null,
  features: [],
  publicKey: 'key',
  nonce: '0'.repeat(64),
  library: { epoch: 'e', rev: 1, games: [] },
};
const chunk = {
  type: 'get-game-file-chunk',
  gameId: 'quux',
  version: '20240101',
  manifestId: hash,
  path: 'a.eti',
  offset: 0,
  length: 1,
};
const game = { id: 'quux', version: '20240101', bytes: 1, state: 'serving', manifestId: null };
const helloWith = (more: object) => ({ ...hello, library: { ...hello.library, games: [{ ...game, ...more }] } });
const have = { type: 'have', gameId: 'quux', manifestId: hash };

describe('parseRequest', () => {
  it('accepts what peers say', () => {
    expect(parseRequest(hello)).toEqual(hello);
    expect(parseRequest({ ...hello, tlsPort: 4712 })).toEqual({ ...hello, tlsPort: 4712 });
    for (const more of [{}, { unpackedBytes: 0 }, { unpackedBytes: 2 ** 53 - 1 }])
      expect(parseRequest(helloWith(more))).toEqual(helloWith(more));
    expect(parseRequest(chunk)).toEqual(chunk);
    expect(parseRequest({ ...chunk, manifestId: null })).toEqual({ ...chunk, manifestId: null });
    expect(parseRequest(have)).toEqual(have);
    expect(parseRequest({ ...have, type: 'get-manifest' })).toEqual({ ...have, type: 'get-manifest' });
    expect(parseRequest({ type: 'ping', extra: 1 })).toEqual({ type: 'ping' });
  });

  it.each([
    ['no object', 7],
    ['an unknown type', { type: 'reboot' }],
    ['an unpacked size below 0', helloWith({ unpackedBytes: -1 })],
    ['an unpacked size that no number holds', helloWith({ unpackedBytes: 2 ** 53 })],
    ['a broken unpacked size', helloWith({ unpackedBytes: 1.5 })],
    ['a port of 0', { ...hello, listenPort: 0 }],
    ['a fast port of 0', { ...hello, tlsPort: 0 }],
    ['a chunk without a word on the manifest', { ...chunk, manifestId: undefined }],
    ['a manifest id that is too short', { ...have, manifestId: 'a'.repeat(63) }],
    ['a manifest id in capitals', { ...have, type: 'get-manifest', manifestId: 'A'.repeat(64) }],
    ['an id that is none', { ...hello, peerId: '../x' }],
    ['a path upwards', { ...chunk, path: '../secret' }],
    ['an absolute path', { ...chunk, path: '/etc/passwd' }],
    ['a device name', { ...chunk, path: 'CON' }],
    ['a game id with a slash', { ...chunk, gameId: 'a/b' }],
    ['a negative offset', { ...chunk, offset: -1 }],
    ['an offset beyond all numbers', { ...chunk, offset: 2 ** 60 }],
    ['a piece of nothing', { ...chunk, length: 0 }],
    ['a piece of a gigabyte', { ...chunk, length: 2 ** 30 }],
    [
      'a library of a million games',
      { ...hello, library: { epoch: 'e', rev: 1, games: Array.from({ length: 20_001 }, () => ({})) } },
    ],
  ])('refuses %s', (_what, raw) => {
    expect(() => parseRequest(raw)).toThrow(expect.objectContaining({ code: 'protocol-error' }));
  });

  it('takes what a build says of its PC, and lets nobody out for saying it oddly', () => {
    const told = { ...hello, hostName: 'ANNA-PC', link: 'wifi', clockMs: 1_764_000_000_000 };
    expect(parseRequest(told)).toEqual(told);
    const odd = { ...hello, hostName: 'x'.repeat(65), link: 'pigeon', clockMs: 'noon' };
    expect(parseRequest(odd)).toEqual({ ...hello, hostName: undefined, link: undefined, clockMs: undefined });
    expect(parseRequest({ ...hello, hostName: ' AN\u202ENA\u0007 ' })).toMatchObject({ hostName: 'ANNA' });
  });

  it('shows no name that could deceive people', () => {
    expect(parseRequest({ ...hello, name: ' An\u202Ena\u0007 ' })).toMatchObject({ name: 'Anna' });
  });
});

it('recognises a hello of any version', () => {
  const future = { type: 'hello', protocolVersion: 99, peerId: hello.peerId, name: 'x', anything: {} };
  expect(parseAnyHello(future)).toMatchObject({ protocolVersion: 99 });
  expect(parseAnyHello({ type: 'ping' })).toBeNull();
});

it('refuses file lists with absurd sizes or counts', () => {
  const manifest = { ok: true, gameId: 'quux', version: '20240101', files: [{ path: 'a', size: 1 }], manifestId: null };
  expect(parseManifest(manifest)).toEqual(manifest);
  for (const size of [-1, 0.5, 2 ** 60])
    expect(() => parseManifest({ ...manifest, files: [{ path: 'a', size }] })).toThrow();
  expect(() =>
    parseManifest({ ...manifest, files: Array.from({ length: 50_001 }, () => ({ path: 'a', size: 1 })) }),
  ).toThrow();
  expect(() => parseHelloAck({ ok: false })).toThrow();
});

it('refuses hashes that cannot be any', () => {
  const file = { path: 'a', size: 1, pieces: [hash] };
  const manifest = { gameId: 'quux', version: '20240101', pieceBytes: 2 ** 20, files: [file] };
  const answer = (changed: object) => ({ ok: true, manifest: { ...manifest, ...changed } });
  expect(parseManifestAnswer(answer({}))).toEqual(answer({}));
  for (const pieceBytes of [0, 2 ** 19, 2 ** 25]) expect(() => parseManifestAnswer(answer({ pieceBytes }))).toThrow();
  for (const pieces of [['x'.repeat(64)], ['a'], [null]]) {
    expect(() => parseManifestAnswer(answer({ files: [{ ...file, pieces }] }))).toThrow();
  }
});

it('refuses news of pieces that are out of all bounds', () => {
  expect(parseHaveHead({ ok: true, count: 9, pieces: 'AAA=' })).toEqual({ ok: true, count: 9, pieces: 'AAA=' });
  expect(parseHaveMore({ added: [0, 7] })).toEqual({ added: [0, 7] });
  expect(() => parseHaveHead({ ok: true, count: 1, pieces: 'A'.repeat(maxHaveBytes + 1) })).toThrow();
  expect(() => parseHaveMore({ added: Array.from({ length: maxPiecesPerGame + 1 }, () => 0) })).toThrow();
  for (const index of [-1, 0.5, '1']) expect(() => parseHaveMore({ added: [index] })).toThrow();
});
