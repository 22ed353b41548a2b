// How two peers introduce themselves on a fresh connection, each proving that it holds the key of its id.
import { randomBytes } from 'node:crypto';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { createFrameReader, encodeMessage, type FrameReader } from '../protocol/framing.ts';
import { controlTimeoutMs, maxRequestBytes, maxResponseBytes, protocolVersion } from '../protocol/limits.ts';
import type { HelloAck, HelloProof, Introduction, VersionRefusal } from '../protocol/messages.ts';
import { parseHelloAck, parseHelloProof, parseOk, parseRefusal } from '../protocol/parse.ts';
import type { ByteStream, Connection } from '../transport/transport.ts';
import { RefusedError, withReset } from './ask.ts';
import { verifyIdentity } from './identity.ts';

/** What a hello needs to know of ourselves. */
export interface OwnIdentity {
  peerId: string;
  publicKeyPem: string;
  sign: (bytes: Uint8Array) => Uint8Array;
}

/** What we say of ourselves at this moment. */
export type Self = Omit<Introduction, 'publicKey' | 'nonce'>;

type Role = 'caller' | 'callee';

/** Says hello on a fresh connection; answers what the other side said of itself. */
export async function sayHello(
  connection: Connection,
  identity: OwnIdentity,
  self: Self,
  signal: AbortSignal,
): Promise<Introduction> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(controlTimeoutMs)]);
  const stream = connection.openStream();
  return withReset(stream, limited, async () => {
    const own = introduce(identity, self);
    await stream.write(encodeMessage({ type: 'hello', ...own }));
    const reader = createFrameReader(stream);
    const ack = parseAnswer(await reader.message(maxResponseBytes), parseHelloAck);
    requireProof(ack, ack.signature, transcript('callee', own, ack));
    const signature = Buffer.from(identity.sign(transcript('caller', own, ack))).toString('base64');
    await stream.write(encodeMessage({ type: 'hello-proof', signature } satisfies HelloProof));
    parseAnswer(await reader.message(maxResponseBytes), parseOk);
    await stream.end();
    return ack;
  });
}

/** Answers a hello. Resolves once the caller has proved its id; throws PeerError when it must be refused. */
export async function answerHello(
  caller: Introduction,
  identity: OwnIdentity,
  self: Self,
  stream: ByteStream,
  reader: FrameReader,
): Promise<void> {
  if (caller.peerId === identity.peerId) {
    throw new PeerError('self-connect', 'That address is this PC itself.', 'Enter the address of another PC.');
  }
  const own = introduce(identity, self);
  const signature = Buffer.from(identity.sign(transcript('callee', caller, own))).toString('base64');
  await stream.write(encodeMessage({ ok: true, ...own, signature } satisfies HelloAck));
  const proof = parseHelloProof(await reader.message(maxRequestBytes));
  requireProof(caller, proof.signature, transcript('caller', caller, own));
}

/** What a caller of another protocol version is told. */
export function versionRefusal(self: Self): VersionRefusal {
  const message = `This PC speaks protocol version ${protocolVersion}.`;
  return { ok: false, code: 'version-mismatch', message, protocolVersion, peerId: self.peerId, name: self.name };
}

function introduce(identity: OwnIdentity, self: Self): Introduction {
  return { ...self, publicKey: identity.publicKeyPem, nonce: randomBytes(32).toString('hex') };
}

/** Both fresh nonces and both ids, so that a proof fits this one conversation and this one side of it. */
function transcript(role: Role, caller: Introduction, callee: Introduction): Buffer {
  const parts = ['lanspread hello', protocolVersion, role, caller.peerId, caller.nonce, callee.peerId, callee.nonce];
  return Buffer.from(parts.join('\n'));
}

function requireProof(said: Introduction, signature: string, bytes: Uint8Array): void {
  const claim = {
    peerId: said.peerId,
    publicKeyPem: said.publicKey,
    bytes,
    signature: Buffer.from(signature, 'base64'),
  };
  if (verifyIdentity(claim)) return;
  throw new PeerError('identity-refused', 'A PC claims an identity that it cannot prove.', 'It was not let in.');
}

function parseAnswer<T>(head: unknown, parse: (raw: unknown) => T): T {
  if (head === null) throw new PeerError('connection-closed', 'The other PC ended the introduction.');
  const refusal = parseRefusal(head);
  if (refusal !== null) throw new RefusedError(refusal.code, refusal.message, head);
  return parse(head);
}
