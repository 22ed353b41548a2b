// The keys of members and rooms.
import { generateKeyPairSync } from 'node:crypto';

/** A fresh P-256 private key, PKCS #8 PEM. */
export function createKeyPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
