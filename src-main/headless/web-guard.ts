// Decides which HTTP requests come from our own page: pure checks of headers and token.
import { createHash, timingSafeEqual } from 'node:crypto';

/** What a request says of itself. */
export interface RequestClaims {
  host: string | undefined;
  origin: string | undefined;
  /** Path and query as requested. */
  url: string | undefined;
}

export type UpgradeVerdict = 'ok' | 'wrong-host' | 'wrong-origin' | 'wrong-path' | 'wrong-token';

export const socketPath = '/socket';

/** A page of another site that has its name resolve to this computer shows its own name here. */
export function isOwnHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** A WebSocket must come from our page (Origin), to our address (Host), by somebody who has the link (token). */
export function judgeUpgrade({ host, origin, url }: RequestClaims, port: number, token: string): UpgradeVerdict {
  if (!isOwnHost(host, port)) return 'wrong-host';
  if (origin !== `http://${host}`) return 'wrong-origin';
  const requested = URL.parse(url ?? '', 'http://localhost');
  if (requested?.pathname !== socketPath) return 'wrong-path';
  return isSameSecret(requested.searchParams.get('token') ?? '', token) ? 'ok' : 'wrong-token';
}

/** Hashing first makes the lengths equal; then every comparison takes the same time. */
function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

const digest = (text: string) => createHash('sha256').update(text).digest();
