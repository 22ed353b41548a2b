// One request over a connection and the head of its answer.
import { PeerError, type ErrorCode } from '../../../src-shared/peer-error.ts';
import { createFrameReader, encodeMessage, type FrameReader } from '../protocol/framing.ts';
import { controlTimeoutMs, maxResponseBytes } from '../protocol/limits.ts';
import type { PeerRequest } from '../protocol/messages.ts';
import { parseRefusal } from '../protocol/parse.ts';
import type { ByteStream, Connection } from '../transport/transport.ts';

/** An answered request whose stream is still open: the head as JSON, and the reader for what follows it. */
export interface OpenAnswer {
  head: unknown;
  reader: FrameReader;
  stream: ByteStream;
}

/** Sends a request and answers its head. Throws `request-refused` (or the code that the other side gave). */
export async function ask(
  connection: Connection,
  request: PeerRequest,
  signal: AbortSignal,
  timeoutMs: number = controlTimeoutMs,
): Promise<unknown> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const answer = await openAnswer(connection, request, limited);
  await answer.stream.end().catch(ignore);
  return answer.head;
}

/** The same, leaving the stream open for what follows the head; read that inside `withReset`. */
export async function openAnswer(
  connection: Connection,
  request: PeerRequest,
  signal: AbortSignal,
): Promise<OpenAnswer> {
  signal.throwIfAborted();
  const stream = connection.openStream();
  return withReset(stream, signal, async () => {
    await stream.write(encodeMessage(request));
    const reader = createFrameReader(stream);
    const head = await reader.message(maxResponseBytes);
    if (head === null) throw new PeerError('connection-closed', 'The other PC ended the request without an answer.');
    throwIfRefused(head);
    return { head, reader, stream };
  });
}

/** Runs `work`; an abort meanwhile resets the stream, which wakes whatever waits on it, and wins over its error. */
export async function withAbort<T>(stream: ByteStream, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const reset = () => stream.reset();
  signal.addEventListener('abort', reset, { once: true });
  try {
    return await work();
  } catch (error) {
    throw signal.aborted ? abortError(signal) : error;
  } finally {
    signal.removeEventListener('abort', reset);
  }
}

/** The same, giving the stream up after a failure too: nothing more will be said on it. */
export async function withReset<T>(stream: ByteStream, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await withAbort(stream, signal, work);
  } catch (error) {
    stream.reset();
    throw error;
  }
}

function abortError(signal: AbortSignal): unknown {
  const { reason } = signal as { reason: unknown };
  if (reason instanceof DOMException && reason.name === 'TimeoutError') {
    return new PeerError('request-timeout', 'Another PC did not answer in time.', 'It may be busy or gone; try again.');
  }
  return reason;
}

function throwIfRefused(head: unknown): void {
  const refusal = parseRefusal(head);
  if (refusal === null) return;
  throw new RefusedError(refusal.code, refusal.message, head);
}

/** The other side said no. `remoteCode` is its code; `head` the whole answer. */
export class RefusedError extends PeerError {
  readonly remoteCode: string;
  readonly head: unknown;

  constructor(remoteCode: string, message: string, head: unknown) {
    super(knownCodes.has(remoteCode) ? (remoteCode as ErrorCode) : 'request-refused', message);
    this.remoteCode = remoteCode;
    this.head = head;
  }
}

/** Refusals whose code means the same here as there. */
const knownCodes: ReadonlySet<string> = new Set<ErrorCode>(['self-connect', 'version-mismatch', 'identity-refused']);

function ignore(): void {
  // The answer is complete; how the stream ends no longer matters.
}
