import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRoomCa, type RoomCa } from './certificates.ts';
import { loadOrCreateIdentity, loadRoom, verifyIdentity } from './identity.ts';

let dir: string;
let room: RoomCa;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'identity-'));
  room = await createRoomCa('test room');
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

const keyPath = () => join(dir, 'peer', 'identity.key.pem');
const certPath = () => join(dir, 'peer', 'identity.cert.pem');

describe('loadOrCreateIdentity', () => {
  it('makes an identity once and finds it again', async () => {
    const first = await loadOrCreateIdentity(dir, room);
    const { sign: _, ...again } = await loadOrCreateIdentity(dir, room);
    expect(first).toMatchObject(again);
    expect(first.peerId).toMatch(/^[0-9a-f]{32}$/);
    expect(first.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it('issues a certificate that the room vouches for, whatever the clock says', async () => {
    const { certPem, peerId } = await loadOrCreateIdentity(dir, room);
    const certificate = new X509Certificate(certPem);
    expect(certificate.verify(new X509Certificate(room.caCertPem).publicKey)).toBe(true);
    expect(certificate.checkHost('peer.lanspread')).toBe('peer.lanspread');
    expect(certificate.subject).toBe(`CN=${peerId}`);
    expect(certificate.validFromDate.getFullYear()).toBeLessThan(2005);
    expect(certificate.validToDate.getFullYear()).toBeGreaterThan(2090);
    expect(certificate.ca).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('keeps its files to the user', async () => {
    await loadOrCreateIdentity(dir, room);
    for (const path of [keyPath(), certPath()]) expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('keeps the key when the room changes', async () => {
    const before = await loadOrCreateIdentity(dir, room);
    const other = await createRoomCa('other room');
    const after = await loadOrCreateIdentity(dir, other);
    expect(after.peerId).toBe(before.peerId);
    expect(after.certPem).not.toBe(before.certPem);
    expect(new X509Certificate(after.certPem).verify(new X509Certificate(other.caCertPem).publicKey)).toBe(true);
  });

  it.each(['missing', 'half written'])('issues the certificate again when it is %s', async (how) => {
    const before = await loadOrCreateIdentity(dir, room);
    if (how === 'missing') await rm(certPath());
    else await writeFile(certPath(), before.certPem.slice(0, 200));
    const after = await loadOrCreateIdentity(dir, room);
    expect(after.peerId).toBe(before.peerId);
    expect(await readFile(certPath(), 'utf8')).toBe(after.certPem);
  });

  it.each([
    ['empty', ''],
    ['half written', '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG'],
    [
      'of another kind',
      '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n',
    ],
  ])('names a key that is %s and leaves it alone', async (_how, text) => {
    await mkdir(join(dir, 'peer'));
    await writeFile(keyPath(), text);
    const failure = {
      code: 'bad-state',
      message: expect.stringContaining(keyPath()),
      hint: expect.stringContaining('delete'),
    };
    await expect(loadOrCreateIdentity(dir, room)).rejects.toMatchObject(failure);
    expect(await readFile(keyPath(), 'utf8')).toBe(text);
  });

  it('makes no new key where the old one went missing', async () => {
    await loadOrCreateIdentity(dir, room);
    await rm(keyPath());
    await expect(loadOrCreateIdentity(dir, room)).rejects.toMatchObject({ code: 'bad-state' });
  });
});

describe('verifyIdentity', () => {
  it('accepts its own signature and nothing else', async () => {
    const { peerId, publicKeyPem, sign } = await loadOrCreateIdentity(dir, room);
    const other = await loadOrCreateIdentity(join(dir, 'other'), room);
    const bytes = Buffer.from('who are you?');
    const proof = { peerId, publicKeyPem, bytes, signature: sign(bytes) };
    expect(verifyIdentity(proof)).toBe(true);
    expect(verifyIdentity({ ...proof, bytes: Buffer.from('who is he?') })).toBe(false);
    expect(verifyIdentity({ ...proof, signature: other.sign(bytes) })).toBe(false);
    expect(verifyIdentity({ ...proof, publicKeyPem: other.publicKeyPem, signature: other.sign(bytes) })).toBe(false);
    expect(verifyIdentity({ ...proof, peerId: other.peerId })).toBe(false);
    expect(verifyIdentity({ ...proof, publicKeyPem: 'nonsense' })).toBe(false);
    expect(verifyIdentity({ ...proof, signature: Buffer.alloc(0) })).toBe(false);
  });
});

describe('loadRoom', () => {
  const write = async (cert: string, key: string) => {
    await writeFile(join(dir, 'room-ca.cert.pem'), cert);
    await writeFile(join(dir, 'room-ca.key.pem'), key);
  };

  it('reads what was written', async () => {
    await write(room.caCertPem, room.caKeyPem);
    expect(await loadRoom(dir)).toEqual(room);
  });

  it('reads the default room', async () => {
    const defaultRoom = await loadRoom(join(import.meta.dirname, '../../../certs'));
    await expect(loadOrCreateIdentity(dir, defaultRoom)).resolves.toBeDefined();
  });

  it('names what is missing, damaged or does not belong together', async () => {
    await expect(loadRoom(dir)).rejects.toMatchObject({
      code: 'bad-state',
      message: expect.stringContaining('room-ca.cert.pem'),
    });
    const other = await createRoomCa('other');
    const member = await loadOrCreateIdentity(join(dir, 'member'), room);
    for (const [cert, key, named] of [
      ['damaged', room.caKeyPem, 'room-ca.cert.pem'],
      [room.caCertPem, 'damaged', 'room-ca.key.pem'],
      [room.caCertPem, other.caKeyPem, 'room-ca.key.pem'],
      [member.certPem, member.keyPem, 'room-ca.cert.pem'],
    ] as const) {
      await write(cert, key);
      await expect(loadRoom(dir)).rejects.toMatchObject({ code: 'bad-state', message: expect.stringContaining(named) });
    }
  });
});
