// The native QUIC engine as we use it: never its classes, and never a function that returns a byte array.
import { Buffer } from 'node:buffer';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import quiche from '@matrixai/quic/native/quiche.js';
import type { Config, Connection } from '@matrixai/quic/native/types.js';
import { kib, memberServerName, mib } from '../limits.ts';
import type { PeerAddress } from '../transport.ts';
import type { HostOptions } from './messages.ts';

export type { Config as NativeConfig, Connection as NativeConnection };

/**
 * Functions that answer with bytes allocated outside V8, which Electron's memory cage refuses by throwing. Headers are
 * parsed by hand instead, reasons of a close are inferred from the state, and identities are proved above.
 */
export const forbiddenConnectionFunctions = [
  'applicationProto',
  'destinationId',
  'dgramPurgeOutgoing',
  'dgramRecvVec',
  'localError',
  'peerCertChain',
  'peerError',
  'retiredScidNext',
  'session',
  'sourceId',
] as const;

/** What one stream may have under way to us unread. */
export const streamWindowBytes = 4 * mib;
/** Together with the stream window this bounds what a peer can make us hold. */
const maxStreamsPerConnection = 100;
/**
 * Out of reach: this engine never gives back the connection's window for bytes of streams that were given up unread, so a
 * finite one would run dry after some cancelled transfers.
 */
const connectionWindowBytes = 2 ** 50;
const largestUdpPayloadBytes = 65_507;

const protocolName = 'lanspread/1';
const signatureAlgorithms = 'ecdsa_secp256r1_sha256:ed25519:ecdsa_secp384r1_sha384';

/** Both sides must show a certificate of the room's authority. Throws when a PEM is unusable. */
export function buildConfig(options: HostOptions): Config {
  assertUsable(options);
  const config = quiche.Config.withBoringSslCtx(
    true,
    false,
    Buffer.from(options.roomCaPem),
    [Buffer.from(options.keyPem)],
    [Buffer.from(options.certPem)],
    signatureAlgorithms,
  );
  config.setApplicationProtos([protocolName]);
  config.grease(false);
  config.setDisableActiveMigration(true);
  config.setActiveConnectionIdLimit(2);
  config.setMaxIdleTimeout(options.idleTimeoutMs);
  config.setMaxRecvUdpPayloadSize(largestUdpPayloadBytes);
  config.setMaxSendUdpPayloadSize(options.maxDatagramBytes);
  config.setCcAlgorithmName(options.congestion);
  config.enableHystart(true);
  config.enablePacing(false);
  setWindows(config);
  return config;
}

/** The engine takes a text without any certificate for the wish to show none, and minds a wrong key only later. */
function assertUsable({ keyPem, certPem, roomCaPem }: HostOptions): void {
  const certificate = new X509Certificate(certPem);
  if (!certificate.checkPrivateKey(createPrivateKey(keyPem))) throw new Error('the key is not that of the certificate');
  if (!certificate.verify(new X509Certificate(roomCaPem).publicKey))
    throw new Error('the room did not issue the certificate');
}

function setWindows(config: Config): void {
  config.setInitialMaxData(connectionWindowBytes);
  config.setMaxConnectionWindow(connectionWindowBytes);
  config.setInitialMaxStreamDataBidiLocal(streamWindowBytes);
  config.setInitialMaxStreamDataBidiRemote(streamWindowBytes);
  config.setMaxStreamWindow(streamWindowBytes);
  config.setInitialMaxStreamsBidi(maxStreamsPerConnection);
  // One-way streams carry nothing but the byte with which a listener accepts.
  config.setInitialMaxStreamDataUni(kib);
  config.setInitialMaxStreamsUni(1);
}

export interface NativePath {
  ownId: Uint8Array;
  local: PeerAddress;
  remote: PeerAddress;
}

export function dialNative(path: NativePath, config: Config): Connection {
  return quiche.Connection.connect(memberServerName, path.ownId, path.local, path.remote, config);
}

export function acceptNative(path: NativePath, config: Config): Connection {
  return quiche.Connection.accept(path.ownId, null, path.local, path.remote, config);
}

/** Gives up both directions; streams that are over already are no error. */
export function shutDownStream(native: Connection, quicId: number, code: number): void {
  for (const direction of [quiche.Shutdown.Read, quiche.Shutdown.Write]) {
    try {
      native.streamShutdown(quicId, direction, code);
    } catch {
      // The direction had ended.
    }
  }
}
