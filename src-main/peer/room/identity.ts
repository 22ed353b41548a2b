// Who this peer is: a key that stays, and the room's certificate for it.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { PeerId } from '../../../src-shared/game.ts';
import { identityDirName } from '../disk/names.ts';
import { writePrivateFile } from '../disk/private-file.ts';
import type { RoomCa } from './certificates.ts';
import { createKeyPem } from './key-pem.ts';

export interface Identity {
  /** First 32 hex digits of the SHA-256 of the public key (SPKI DER). */
  peerId: PeerId;
  keyPem: string;
  certPem: string;
  /** SHA-256 of the certificate, hex. */
  fingerprint: string;
  /** SPKI, PEM: what others need to check `sign`. */
  publicKeyPem: string;
  /** ECDSA P-256 with SHA-256, DER. */
  sign: (bytes: Uint8Array) => Buffer;
}

export interface IdentityProof {
  peerId: PeerId;
  publicKeyPem: string;
  bytes: Uint8Array;
  signature: Uint8Array;
}

const keyFileName = 'identity.key.pem';
const certFileName = 'identity.cert.pem';
export const roomCertFileName = 'room-ca.cert.pem';
export const roomKeyFileName = 'room-ca.key.pem';
const peerIdDigits = 32;

/** The default room, or the one whose files were put there. Throws `bad-state` naming the file that is unusable. */
export async function loadRoom(certsDir: string): Promise<RoomCa> {
  const certPath = join(certsDir, roomCertFileName);
  const keyPath = join(certsDir, roomKeyFileName);
  const hint = 'Put both files of the room there again, choose another folder, or make a new room.';
  const caCertPem = await readRoomFile(certPath, hint);
  const caKeyPem = await readRoomFile(keyPath, hint);
  const certificate = orBadState(certPath, hint, () => new X509Certificate(caCertPem));
  const key = orBadState(keyPath, hint, () => createPrivateKey(caKeyPem));
  if (!certificate.ca) throw new PeerError('bad-state', `${certPath} is not the certificate of an authority.`, hint);
  if (!certificate.checkPrivateKey(key)) {
    throw new PeerError('bad-state', `${keyPath} is not the key of ${certPath}.`, hint);
  }
  return { caCertPem, caKeyPem };
}

/** Whether both files of a room are there, of whatever worth. */
export async function hasRoomFiles(folder: string): Promise<boolean> {
  const found = await Promise.allSettled([roomCertFileName, roomKeyFileName].map((name) => access(join(folder, name))));
  return found.every(({ status }) => status === 'fulfilled');
}

/**
 * The identity in `<stateDir>/peer/`, made on first use. The key is kept for ever; a certificate that is missing, unreadable
 * or of another room is issued anew. Throws `bad-state` when the key cannot be used.
 */
export async function loadOrCreateIdentity(stateDir: string, room: RoomCa): Promise<Identity> {
  const dir = join(stateDir, identityDirName);
  const keyPath = join(dir, keyFileName);
  const certPath = join(dir, certFileName);
  const [storedKey, storedCert] = [await readIfThere(keyPath), await readIfThere(certPath)];
  const hint = `Restore the file from a backup, or delete the folder ${dir}: this PC then joins as a new peer.`;
  if (storedKey === null && storedCert !== null) throw new PeerError('bad-state', `${keyPath} is missing.`, hint);
  const keyPem = storedKey ?? createKeyPem();
  const key = orBadState(keyPath, hint, () => parseIdentityKey(keyPem));
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (storedKey === null) await writePrivateFile(keyPath, keyPem);
  const peerId = peerIdOf(createPublicKey(key));
  const usable = storedCert !== null && isMemberCertificate(storedCert, key, room.caCertPem);
  const certPem = usable ? storedCert : await issueCertificate(room, keyPem, peerId);
  if (!usable) await writePrivateFile(certPath, certPem);
  return describeIdentity(key, keyPem, certPem);
}

/** What makes certificates takes 9 MB and is needed at the first start only. */
async function issueCertificate(...about: [RoomCa, string, PeerId]): Promise<string> {
  const { issueMemberCertificate } = await import('./certificates.ts');
  return issueMemberCertificate(...about);
}

/** True when `peerId` belongs to the key and the key made the signature. Never throws, whatever it is given. */
export function verifyIdentity({ peerId, publicKeyPem, bytes, signature }: IdentityProof): boolean {
  try {
    const key = createPublicKey(publicKeyPem);
    return isP256(key) && peerIdOf(key) === peerId && verify('sha256', bytes, key, signature);
  } catch {
    return false;
  }
}

/** Whose key this is; null when it is none that a peer may have. `pem` is SPKI. */
export function peerIdOfKey(pem: string): PeerId | null {
  try {
    const key = createPublicKey(pem);
    return isP256(key) ? peerIdOf(key) : null;
  } catch {
    return null;
  }
}

function peerIdOf(publicKey: KeyObject): PeerId {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex').slice(0, peerIdDigits);
}

function describeIdentity(key: KeyObject, keyPem: string, certPem: string): Identity {
  const publicKey = createPublicKey(key);
  return {
    peerId: peerIdOf(publicKey),
    keyPem,
    certPem,
    fingerprint: createHash('sha256').update(new X509Certificate(certPem).raw).digest('hex'),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (bytes) => sign('sha256', bytes, key),
  };
}

function parseIdentityKey(keyPem: string): KeyObject {
  const key = createPrivateKey(keyPem);
  if (!isP256(key)) throw new Error('it is not a P-256 key');
  return key;
}

function isP256(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

function isMemberCertificate(certPem: string, key: KeyObject, caCertPem: string): boolean {
  try {
    const certificate = new X509Certificate(certPem);
    const authority = new X509Certificate(caCertPem);
    return certificate.checkPrivateKey(key) && certificate.verify(authority.publicKey);
  } catch {
    return false;
  }
}

function orBadState<T>(path: string, hint: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const why = (error as Error).message;
    throw new PeerError('bad-state', `${path} is damaged: ${why}.`, hint, { cause: error });
  }
}

async function readRoomFile(path: string, hint: string): Promise<string> {
  const text = await readIfThere(path);
  if (text === null) throw new PeerError('bad-state', `${path} is missing.`, hint);
  return text;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    const hint = 'Check that the file can be read by the user who runs lanspread.';
    throw new PeerError('bad-state', `${path} cannot be read: ${(error as Error).message}.`, hint, { cause: error });
  }
}
