// Notices that whoever asked has gone away, also while nothing is written to it.
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { FrameReader } from '../protocol/framing.ts';

export interface Asker {
  /** Aborted when the stream was given up or cut off, or when the asker said more than its request. */
  gone: AbortSignal;
  /** Resolves when the asker has ended its direction in good order. */
  ended: Promise<void>;
}

/** Nobody else may read from the stream from now on. */
export function watchAsker(reader: FrameReader): Asker {
  const abort = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  reader.bytes(1).then(
    (more) => {
      if (more === null) resolve();
      else abort.abort(new PeerError('protocol-error', 'Another peer said more than its request.'));
    },
    (error: unknown) => abort.abort(error),
  );
  return { gone: abort.signal, ended: promise };
}
