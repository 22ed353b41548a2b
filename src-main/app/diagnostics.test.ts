import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { AppSnapshot, Settings } from '../../src-shared/app-bridge.ts';
import type { PeerRow } from '../../src-shared/peer-row.ts';
import { defaultAppearance } from '../../src-shared/appearance.ts';
import { defaultNetworkSettings } from '../../src-shared/network-settings.ts';
import { defaultSystemSettings } from '../../src-shared/system-settings.ts';
import { defaultLimits } from '../../src-shared/transfer-limits.ts';
import { createKnownPeople, makeDiagnostics } from './diagnostics.ts';
import { createLogTail } from './log-tail.ts';
import { createRedactor } from './redact.ts';
import { writeStoredZip } from './stored-zip.ts';
import { createFakePeer, gameRow } from './testing/fake-peer.ts';
import { startedNetwork } from './testing/started-network.ts';

/** A reader that goes by the directory at the end, as zip programs do. */
function readZip(zip: Buffer): Map<string, string> {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  const files = new Map<string, string>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [size, nameLength] = [zip.readUInt32LE(at + 24), zip.readUInt16LE(at + 28)];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const file = zip.readUInt32LE(at + 42);
    const data = file + 30 + zip.readUInt16LE(file + 26) + zip.readUInt16LE(file + 28);
    const bytes = zip.subarray(data, data + size);
    expect(crc32(bytes)).toBe(zip.readUInt32LE(at + 16));
    files.set(name, bytes.toString('utf8'));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  expect(at).toBe(end);
  return files;
}

it('writes zip files', () => {
  const entries = [
    { name: 'a.txt', bytes: Buffer.from('first') },
    { name: 'ordner/ü.txt', bytes: Buffer.alloc(0) },
  ];
  expect([...readZip(writeStoredZip(entries, new Date(2026, 10, 27, 18, 30)))]).toEqual([
    ['a.txt', 'first'],
    ['ordner/ü.txt', ''],
  ]);
  expect(readZip(writeStoredZip([], new Date(0))).size).toBe(0);
});

const people = [
  { peerId: 'a1'.repeat(16), name: 'Robin', address: '192.168.1.20:47810' },
  { peerId: 'b2'.repeat(16), name: 'Kim (attic)', address: '192.168.1.21' },
];
const redact = createRedactor({ home: '/home/robin', hostName: 'tower', userName: 'robin', people });

describe('createRedactor', () => {
  it.each([
    ['/home/robin/Games: full', '~/Games: full'],
    ['/home/robinson', '/home/robinson'],
    ['Robin asks Kim (attic).', 'player-1 asks player-2.'],
    ['Robinson is nobody', 'Robinson is nobody'],
    ['robin@tower', '<user>@<this-pc>'],
    ['connect 192.168.1.21:47810', 'connect address-2:47810'],
    ['from [fe80::1%eth0]:4711 and fe80::1', 'from [address-3]:4711 and address-3'],
    ['127.0.0.1 at 18:30:02, version 1.2.3', '127.0.0.1 at 18:30:02, version 1.2.3'],
    ['http://127.0.0.1:80/#token=s3cr-et_X&x', 'http://127.0.0.1:80/#token=<secret>&x'],
    ['-----BEGIN PRIVATE KEY----- | MIIEv | -----END PRIVATE KEY----- left', '<key> left'],
    ['-----BEGIN EC KEY-----\nMIIEv', '<key>'],
    [`${'b2'.repeat(16)}, for short b2b2b2b2`, 'peer-2, for short peer-2'],
  ])('%s', (text, redacted) => expect(redact(text)).toBe(redacted));

  it('takes out names with any sign in them', () => {
    const signs = "a-b.c*(d) [e] {f} + $ ^ | \\ / ? 'g'";
    const odd = createRedactor({
      home: '/home/jean-luc',
      hostName: 'bruno-desktop',
      userName: 'jean-luc',
      people: [{ peerId: 'ab'.repeat(16), name: signs, address: null }],
    });
    expect(odd(`<${signs}> at bruno-desktop of jean-luc in /home/jean-luc/games`)).toBe(
      '<player-1> at <this-pc> of <user> in ~/games',
    );
  });

  it('knows the home folder of Windows in every spelling', () => {
    const onWindows = createRedactor({ home: 'C:\\Users\\Ada', hostName: '', userName: '', people: [] });
    expect(onWindows('c:/users/ada/x and C:\\Users\\Ada\\y')).toBe('~/x and ~\\y');
  });
});

it('packs everything, and finds no secret in it', () => {
  const row: PeerRow = {
    peerId: 'b2'.repeat(16),
    name: 'Kim (attic)',
    address: '192.168.1.21',
    port: 47_810,
    state: 'connected',
    protocolVersion: 1,
    appVersion: '1.2.2',
    hostName: 'ATTIC-PC',
    link: 'wifi',
    gameCount: 3,
    lane: 'tls',
    ban: { everything: false, gameIds: ['alpha'], reason: 'Kim (attic) sent a wrong piece.' },
    blocked: false,
  };
  const gone = { ...row, peerId: 'c3'.repeat(16), name: 'Lee', address: '10.9.8.7', hostName: 'LEEBOX' };
  const known = createKnownPeople();
  known.note({ kind: 'peer-connected', peer: gone });
  const log = createLogTail([
    { atMs: 1, level: 'warn', message: 'Somebody unknown was slow.' },
    { atMs: 2, level: 'error', message: 'The page ended: crashed.' },
  ]);
  log.log('info', 'Lee failed as a source of alpha: connect 10.9.8.7:47810 (LEEBOX)');
  log.log(
    'warn',
    'http://127.0.0.1:9/#token=abcdef0123 -----BEGIN PRIVATE KEY-----\nMIIEvSecret\n-----END PRIVATE KEY-----',
  );
  const { state } = createFakePeer([gameRow('alpha', { installed: true }), gameRow('beta')]);
  const settings: Settings = {
    playerName: 'Robin',
    gameDir: '/home/robin/Games',
    limits: defaultLimits,
    language: 'system',
    appearance: defaultAppearance,
    system: defaultSystemSettings,
    network: defaultNetworkSettings,
  };
  const snapshot: AppSnapshot = {
    ...state,
    host: 'browser',
    network: startedNetwork,
    self: {
      ...state.self,
      peerId: 'a1'.repeat(16),
      name: 'Robin',
      addresses: ['192.168.1.20:47810'],
      appVersion: '1.2.3',
      protocolVersion: 1,
    },
    settings,
    defaults: settings,
    gameDir: { path: '/home/robin/Games', freeBytes: 5, problem: null },
    peers: [row],
    running: [],
    lastPlayed: {},
    finished: [],
    catalogSize: 2,
  };
  const archive = '/home/robin/Games/alpha/alpha.eti';
  const { name, bytes } = makeDiagnostics(
    {
      snapshot,
      runs: [{ startedMs: 1, archive, kind: 'unpack', files: 1, bytes: 2, durationMs: 3, outcome: { kind: 'ok' } }],
      log,
      people: known.list(),
      at: new Date(Date.UTC(2026, 10, 27, 18, 30)),
    },
    { home: '/home/robin', hostName: 'tower', userName: 'robin' },
  );
  expect(name).toBe('lanspread-diagnostics-20261127-1830.zip');
  const files = readZip(bytes);
  expect([...files.keys()]).toEqual([
    'README.txt',
    'versions.json',
    'settings.json',
    'room.json',
    'library.json',
    'unpack-log.json',
    'application.log',
  ]);
  const all = [...files.values()].join('\n');
  for (const secret of [
    'obin',
    'Kim',
    'attic',
    'Lee',
    'LEEBOX',
    'ATTIC-PC',
    '192.168',
    '10.9.8',
    'a1a1',
    'b2b2',
    'c3c3',
    'abcdef',
    'MIIE',
    'Somebody',
  ]) {
    expect(all).not.toContain(secret);
  }
  expect(JSON.parse(files.get('versions.json') ?? '')).toMatchObject({ lanspread: '1.2.3', protocol: 1 });
  expect(JSON.parse(files.get('settings.json') ?? '')).toMatchObject({ playerName: 'player-1', gameDir: '~/Games' });
  expect(JSON.parse(files.get('room.json') ?? '')).toMatchObject({
    peers: [{ name: 'player-2', hostName: 'pc-1', link: 'wifi', ban: { reason: 'player-2 sent a wrong piece.' } }],
  });
  expect(JSON.parse(files.get('library.json') ?? '')).toMatchObject({
    known: 2,
    installed: 1,
    here: [{ id: 'alpha' }],
  });
  expect(files.get('unpack-log.json')).toContain('~/Games/alpha/alpha.eti');
  expect(files.get('application.log')?.split('\n')).toEqual([
    expect.stringMatching(/error The page ended: crashed\.$/) as string,
    expect.stringMatching(/info {2}player-3 failed as a source of alpha: connect address-3:47810 \(pc-2\)$/) as string,
    expect.stringMatching(/warn {2}http:\/\/127\.0\.0\.1:9\/#token=<secret> <key>$/) as string,
  ]);
});
