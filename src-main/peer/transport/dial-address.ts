// What can be dialled at all.
import { isIPv4 } from 'node:net';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { PeerAddress } from './transport.ts';

/** Throws `connect-failed` for what is no IPv4 address with a port. */
export function requireDialable({ host, port }: PeerAddress): void {
  if (isIPv4(host) && Number.isInteger(port) && port > 0 && port < 65_536) return;
  const hint = 'Give an IPv4 address and a port, such as 192.168.1.20:47810.';
  throw new PeerError('connect-failed', `${host}:${port} is not an address that can be dialled.`, hint);
}
