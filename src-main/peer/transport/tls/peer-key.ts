// Who is at the other end of a TLS socket.
import type { TLSSocket } from 'node:tls';

/** The key of the certificate that was proved, SPKI in PEM; null when there was none. */
export function peerKeyPem(socket: TLSSocket): string | null {
  try {
    const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'pem' });
    return key === undefined ? null : key.toString();
  } catch {
    // A key of a kind that this program cannot read is nobody's.
    return null;
  }
}
