// Opens connections for bulk bytes: over the TLS lane where that works, over QUIC otherwise.
import type { PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Lane } from '../../../src-shared/peer-row.ts';
import type { Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import type { Connection, PeerAddress, Transport } from '../transport/transport.ts';
import { peerIdOfKey } from './identity.ts';
import type { PeerRegistry } from './peer-registry.ts';

/** A firewall that lets UDP through and swallows TCP must not hold a download up for longer than this. */
const tlsDialMs = 1500;
/** After a failure the TLS lane of that peer is left alone for this long. */
const tlsPauseMs = 60_000;

const noTls = new PeerError('request-timeout', 'Its TLS lane does not answer.');

export interface BulkLine {
  connection: Connection;
  lane: Lane;
}

export interface BulkOptions {
  registry: Pick<PeerRegistry, 'address' | 'tlsAddress' | 'noteLane' | 'name'>;
  tls: Transport | null;
  dialQuic: (address: PeerAddress, signal: AbortSignal) => Promise<Connection>;
  clock: Clock;
  log: Log;
}

export interface BulkDialler {
  dial: (peerId: PeerId, signal: AbortSignal) => Promise<BulkLine>;
  /** Who has proved to be there by the certificate's key; null where the lane cannot tell. */
  whoIs: (connection: Connection) => PeerId | null;
}

export function createBulkDialler({ registry, tls, dialQuic, clock, log }: BulkOptions): BulkDialler {
  const avoidUntilMs = new Map<PeerId, number>();

  const whoIs = ({ remotePublicKeyPem }: Connection): PeerId | null =>
    remotePublicKeyPem === null ? null : peerIdOfKey(remotePublicKeyPem);

  const dialTls = async (peerId: PeerId, signal: AbortSignal): Promise<Connection | null> => {
    const address = registry.tlsAddress(peerId);
    if (tls === null || address === null || clock.nowMs() < (avoidUntilMs.get(peerId) ?? 0)) return null;
    const tooLong = new AbortController();
    const callOff = clock.after(tlsDialMs, () => tooLong.abort(noTls));
    try {
      const connection = await tls.connect(address, AbortSignal.any([signal, tooLong.signal]));
      if (whoIs(connection) === peerId) return connection;
      await connection.close();
      throw new PeerError('identity-refused', 'Another PC answered in its place.');
    } catch (error) {
      signal.throwIfAborted();
      avoidUntilMs.set(peerId, clock.nowMs() + tlsPauseMs);
      log('info', `${registry.name(peerId)} is not reached over the TLS lane, QUIC is used: ${String(error)}`);
      return null;
    } finally {
      callOff();
    }
  };

  const note = (peerId: PeerId, connection: Connection, lane: Lane): BulkLine => {
    registry.noteLane(peerId, lane);
    return { connection, lane };
  };

  return {
    whoIs,
    dial: async (peerId, signal) => {
      const fast = await dialTls(peerId, signal);
      if (fast !== null) return note(peerId, fast, 'tls');
      const address = registry.address(peerId);
      if (address === null) throw new PeerError('unknown-peer', 'That PC is no longer in the room.');
      return note(peerId, await dialQuic(address, signal), 'quic');
    },
  };
}
