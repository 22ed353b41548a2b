// Makes the certificates of a room: its authority, and what the authority issues to members.
import 'reflect-metadata';
import { createPrivateKey, createPublicKey, randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { memberServerName } from '../transport/limits.ts';
import { createKeyPem } from './key-pem.ts';

/** A room's authority, PEM. Whoever has the key can make members. */
export interface RoomCa {
  caCertPem: string;
  caKeyPem: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
/** PCs at LAN parties have clocks of any year, so nothing here may depend on the day it was made. */
const validFrom = new Date('2000-01-01T00:00:00Z');
const validUntil = new Date('2099-12-31T23:59:59Z');
const serverAuth = '1.3.6.1.5.5.7.3.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';

x509.cryptoProvider.set(webcrypto);

/** A fresh authority. `name` is for people who look into the certificate. */
export async function createRoomCa(name: string): Promise<RoomCa> {
  const caKeyPem = createKeyPem();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: createSerialNumber(),
    name: `CN=${name}`,
    notBefore: validFrom,
    notAfter: validUntil,
    signingAlgorithm: algorithm,
    keys: { privateKey: await importPrivateKey(caKeyPem), publicKey: await importPublicKey(caKeyPem) },
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return { caCertPem: toPem(certificate), caKeyPem };
}

/** A member's certificate for its key, valid as long as the authority itself. */
export async function issueMemberCertificate(room: RoomCa, memberKeyPem: string, peerId: string): Promise<string> {
  const authority = new x509.X509Certificate(room.caCertPem);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: createSerialNumber(),
    subject: `CN=${peerId}`,
    issuer: authority.subject,
    notBefore: authority.notBefore,
    notAfter: authority.notAfter,
    signingAlgorithm: algorithm,
    signingKey: await importPrivateKey(room.caKeyPem),
    publicKey: await importPublicKey(memberKeyPem),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([serverAuth, clientAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: memberServerName }]),
    ],
  });
  return toPem(certificate);
}

async function importPrivateKey(keyPem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(keyPem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, true, ['sign']);
}

async function importPublicKey(keyPem: string): Promise<webcrypto.CryptoKey> {
  const der = createPublicKey(keyPem).export({ type: 'spki', format: 'der' });
  return webcrypto.subtle.importKey('spki', der, algorithm, true, ['verify']);
}

/** Positive and 16 bytes long, as RFC 5280 wants it. */
function createSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function toPem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem').trim()}\n`;
}
