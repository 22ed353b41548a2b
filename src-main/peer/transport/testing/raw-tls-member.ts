// A member that speaks TLS properly but makes its frames by hand, so that a test can break every rule.
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { issueMemberCertificate, type RoomCa } from '../../room/certificates.ts';
import { createKeyPem } from '../../room/key-pem.ts';
import { memberServerName } from '../limits.ts';
import { encodeFrames, FrameReader, protocolVersion, type Frame } from '../tls/frames.ts';
import type { PeerAddress } from '../transport.ts';

export interface RawTlsMember {
  socket: TLSSocket;
  /** Everything that has come, in order. */
  frames: Frame[];
  hello: () => void;
  send: (frame: Partial<Frame> & Pick<Frame, 'kind'>, payload?: Uint8Array) => void;
  /** Resolves with the first frame of this kind, come or yet to come. */
  expect: (kind: Frame['kind']) => Promise<Frame>;
  /** Stops reading, as a program that is stuck. */
  deafen: () => void;
}

export async function connectRawMember(at: PeerAddress, room: RoomCa): Promise<RawTlsMember> {
  const key = createKeyPem();
  const cert = await issueMemberCertificate(room, key, 'raw member');
  const socket = connect({ ...at, key, cert, ca: room.caCertPem, servername: memberServerName });
  await once(socket, 'secureConnect');
  return wrapRawSocket(socket);
}

export function wrapRawSocket(socket: TLSSocket): RawTlsMember {
  const frames: Frame[] = [];
  const waiting: { kind: Frame['kind']; resolve: (frame: Frame) => void }[] = [];
  const reader = new FrameReader();
  const sink = {
    frame: (frame: Frame) => {
      frames.push(frame);
      for (const { kind, resolve } of waiting) if (kind === frame.kind) resolve(frame);
      return true;
    },
    payload: () => {},
    garbage: () => frames.push({ kind: 'goodbye', stream: -1, value: -1 }),
  };
  socket.on('error', () => {});
  socket.on('data', (chunk) => reader.read(chunk, sink));
  const send: RawTlsMember['send'] = (frame, payload = new Uint8Array(0)) => {
    const whole = { stream: 0, value: payload.length, ...frame };
    socket.write(Buffer.concat([encodeFrames([whole]), payload]));
  };
  return {
    socket,
    frames,
    hello: () => send({ kind: 'hello', value: protocolVersion }),
    send,
    expect: async (kind) => {
      const come = frames.find((frame) => frame.kind === kind);
      return come ?? new Promise((resolve) => void waiting.push({ kind, resolve }));
    },
    deafen: () => void socket.pause(),
  };
}
