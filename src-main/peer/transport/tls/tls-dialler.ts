// Dials the TLS lane of another member.
import { connect, type ConnectionOptions, type SecureContext } from 'node:tls';
import { memberServerName } from '../limits.ts';
import { ConnectionClosedError, type PeerAddress } from '../transport.ts';
import { peerKeyPem } from './peer-key.ts';
import { SlabIntake, type SlabPool } from './slab-intake.ts';
import { TlsConnection } from './tls-connection.ts';

export interface DialSettings {
  secureContext: SecureContext;
  idleTimeoutMs: number;
  dialDeadlineMs: number;
  slabs: SlabPool;
}

/** Left out of Node's types: what is read goes into our memory instead of fresh memory for every record. */
interface OnRead {
  onread: { buffer: () => Uint8Array; callback: (byteCount: number) => boolean };
}

/**
 * Resolves once the other side has accepted our certificate. Rejects with ConnectionClosedError `idle` (nobody answers),
 * `refused` (no member of this room, or it does not want us), or with the signal's reason.
 */
export async function dialTls(to: PeerAddress, settings: DialSettings, signal: AbortSignal): Promise<TlsConnection> {
  const where = `${to.host}:${to.port}`;
  const dial = startDial(to, settings);
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason as Error);
  const tooLate = () => reject(new ConnectionClosedError('idle', `The peer at ${where} did not answer in time.`));
  const timer = setTimeout(tooLate, settings.dialDeadlineMs);
  signal.addEventListener('abort', giveUp, { once: true });
  dial.socket.once('error', (error: NodeJS.ErrnoException) => reject(dialError(error, where)));
  dial.socket.once('close', () => reject(refusal(where)));
  try {
    return await Promise.race([dial.connection, failed]);
  } catch (error) {
    dial.socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

function startDial(to: PeerAddress, { secureContext, idleTimeoutMs, slabs }: DialSettings) {
  const intake = new SlabIntake(slabs);
  const keep = (bytes: Uint8Array) => intake.keep(bytes);
  let connection: TlsConnection | null = null;
  const options: ConnectionOptions & OnRead = {
    ...to,
    secureContext,
    servername: memberServerName,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.3',
    onread: {
      buffer: () => intake.room(),
      callback: (byteCount) => {
        connection?.receive(intake.arrive(byteCount), keep);
        return true;
      },
    },
  };
  const socket = connect(options);
  // Whatever happens after the dial is heard by the connection.
  socket.on('error', () => {});
  const opened = new Promise<TlsConnection>((resolve, reject) => {
    socket.once('secureConnect', () => {
      const remotePublicKeyPem = peerKeyPem(socket);
      if (remotePublicKeyPem === null) return reject(refusal(`${to.host}:${to.port}`));
      const settled = new TlsConnection(socket, { role: 'dialler', remote: to, remotePublicKeyPem, idleTimeoutMs });
      connection = settled;
      settled.opened.then(
        () => resolve(settled),
        () => reject(refusal(`${to.host}:${to.port}`)),
      );
    });
  });
  return { socket, connection: opened };
}

const refusal = (where: string) =>
  new ConnectionClosedError('refused', `The peer at ${where} and this one did not accept each other as room members.`);

/** Before anybody answered it is the system that fails; afterwards it is one side's judgement of the other. */
function dialError({ syscall, message }: NodeJS.ErrnoException, where: string): ConnectionClosedError {
  if (syscall === 'connect') return new ConnectionClosedError('idle', `Nobody answers at ${where}: ${message}.`);
  return refusal(where);
}
