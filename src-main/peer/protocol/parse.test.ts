import { describe, expect, it } from 'vitest';
import { parseAnyHello, parseHelloAck, parseManifest, parseRequest } from './parse.ts';

const hello = {
  type: 'hello',
  protocolVersion: 1,
  peerId: 'a'.repeat(32),
  name: 'Anna',
  listenPort: 4711,
  features: [],
  publicKey: 'key',
  nonce: '0'.repeat(64),
  library: { epoch: 'e', rev: 1, games: [] },
};
const chunk = { type: 'get-game-file-chunk', gameId: 'quux', version: '20240101', path: 'a.eti', offset: 0, length: 1 };

describe('parseRequest', () => {
  it('accepts what peers say', () => {
    expect(parseRequest(hello)).toEqual(hello);
    expect(parseRequest(chunk)).toEqual(chunk);
    expect(parseRequest({ type: 'ping', extra: 1 })).toEqual({ type: 'ping' });
  });

  it.each([
    ['no object', 7],
    ['an unknown type', { type: 'reboot' }],
    ['a port of 0', { ...hello, listenPort: 0 }],
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
  const manifest = { ok: true, gameId: 'quux', version: '20240101', files: [{ path: 'a', size: 1 }] };
  expect(parseManifest(manifest)).toEqual(manifest);
  for (const size of [-1, 0.5, 2 ** 60])
    expect(() => parseManifest({ ...manifest, files: [{ path: 'a', size }] })).toThrow();
  expect(() =>
    parseManifest({ ...manifest, files: Array.from({ length: 50_001 }, () => ({ path: 'a', size: 1 })) }),
  ).toThrow();
  expect(() => parseHelloAck({ ok: false })).toThrow();
});
