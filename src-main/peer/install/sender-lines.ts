// Asks senders until one begins: who sends to others first keeps us in its line, while the next one is asked.
import type { PeerId } from '../../../src-shared/game.ts';
import type { StreamPlan } from '../rules/stream-plan.ts';
import { readPlan, type InstallStream } from './receive-stream.ts';

/** Its stream is for whoever hears of it to close. */
export interface Begun {
  peerId: PeerId;
  stream: InstallStream;
  plan: StreamPlan;
}

export type SenderNews =
  | ({ kind: 'begins' } & Begun)
  /** Its turn for us is to come. */
  | { kind: 'waits'; peerId: PeerId }
  | { kind: 'failed'; peerId: PeerId; error: unknown };

export interface SenderLines {
  ask: (peerId: PeerId) => void;
  isAsked: (peerId: PeerId) => boolean;
  /** All who were asked have said that we have to wait; also when nobody was. */
  readonly allWait: boolean;
  /** What happens next with any of them. */
  next: () => Promise<SenderNews>;
  /** Leaves every line; resolves when nothing of it is open any more. */
  leave: () => Promise<void>;
}

/** `open` rejects once its signal is aborted, and so does what it has opened. */
export function createSenderLines(open: (peerId: PeerId, signal: AbortSignal) => Promise<InstallStream>): SenderLines {
  const asked = new Map<PeerId, 'asked' | 'waits'>();
  const runs = new Set<Promise<void>>();
  const news: SenderNews[] = [];
  const leaving = new AbortController();
  let heard = Promise.withResolvers<void>();

  const tell = (each: SenderNews) => {
    if (each.kind === 'waits') asked.set(each.peerId, 'waits');
    else asked.delete(each.peerId);
    news.push(each);
    heard.resolve();
  };
  const stand = async (peerId: PeerId): Promise<void> => {
    const leave = new AbortController();
    const cut = () => leave.abort(leaving.signal.reason);
    leaving.signal.addEventListener('abort', cut, { once: true });
    const stream = await open(peerId, leave.signal);
    try {
      const plan = await readPlan(stream, () => tell({ kind: 'waits', peerId }));
      // What has begun is cut off by its own signal only.
      leaving.signal.removeEventListener('abort', cut);
      tell({ kind: 'begins', peerId, stream, plan });
    } catch (error) {
      await stream.close();
      throw error;
    }
  };

  return {
    ask: (peerId) => {
      asked.set(peerId, 'asked');
      const run = stand(peerId).catch((error: unknown) => tell({ kind: 'failed', peerId, error }));
      runs.add(run);
    },
    isAsked: (peerId) => asked.has(peerId),
    get allWait() {
      return [...asked.values()].every((state) => state === 'waits');
    },
    next: async () => {
      for (;;) {
        const first = news.shift();
        if (first !== undefined) return first;
        heard = Promise.withResolvers();
        await heard.promise;
      }
    },
    leave: async () => {
      leaving.abort(new Error('Another PC sends.'));
      await Promise.all(runs);
      for (const each of news) if (each.kind === 'begins') await each.stream.close();
    },
  };
}
