// One source of a running download: keeps a connection and a window of requests open as long as it is useful.
import type { PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { pause, type Clock } from '../edge/clock.ts';
import { RefusedError } from '../room/ask.ts';
import type { BulkLine } from '../room/bulk.ts';
import type { PiecePicker } from '../rules/piece-picker.ts';
import { isHeldHere, type PieceStage } from '../rules/piece-stage.ts';
import type { Piece } from '../rules/pieces.ts';
import { ConnectionClosedError } from '../transport/transport.ts';
import type { ReceiveRequest } from './receive-piece.ts';

/** Without a single byte for this long, although asked, a source counts as stalled and loses its requests. */
const stallMs = 5000;
const stallCheckMs = 500;
const firstPauseMs = 200;
const maxPauseMs = 5000;

/** Thrown at a request that another source has answered first: no failure of this one. */
export const overtaken = new PeerError('cancelled', 'Another source was faster.');

export interface SourceOptions {
  peerId: PeerId;
  picker: PiecePicker;
  pieces: readonly Piece[];
  dial: (signal: AbortSignal) => Promise<BulkLine>;
  /** Fetches, checks and writes one piece; rejects when it did not work out. */
  receive: (request: Omit<ReceiveRequest, 'from'>) => Promise<void>;
  /** Bytes that may be asked for ahead, now. */
  window: () => number;
  /** A piece to ask for although a slower source has been asked for it; null when there is none. */
  takeDuplicate: () => number | null;
  /** What is free to be asked of whom has changed. */
  onChange: () => void;
  /** It is asked for something now, or for nothing any more. */
  onBusy: (busy: boolean) => void;
  onLine: (line: BulkLine) => void;
  onFailure: (error: unknown) => void;
  clock: Clock;
  signal: AbortSignal;
}

interface Asked {
  abort: AbortController;
  stage: PieceStage;
}

export interface SwarmSource {
  readonly peerId: PeerId;
  /** Asks for as much as the window allows. */
  pump: () => void;
  /** Somebody else was faster with this piece. */
  drop: (index: number) => void;
  /** Bytes that were asked for and are not here yet. */
  readonly askedBytes: number;
  /** Resolves when it has ended after the signal's abort. */
  readonly ended: Promise<void>;
}

export function startSource(options: SourceOptions): SwarmSource {
  const { peerId, picker, pieces, clock, signal } = options;
  const asked = new Map<number, Asked>();
  let askedBytes = 0;
  let line: BulkLine | null = null;
  let failed = Promise.withResolvers<unknown>();
  let lastByteMs = 0;
  let strikes = 0;
  let restUntilMs = -Infinity;
  let wake = Promise.withResolvers<void>();
  const stopped = aborted(signal);

  const request = async (open: BulkLine, index: number): Promise<void> => {
    const piece = pieces[index];
    if (piece === undefined) throw new RangeError(`no piece ${index}`);
    const abort = new AbortController();
    const one: Asked = { abort, stage: 'asked' };
    if (askedBytes === 0) {
      lastByteMs = clock.nowMs();
      options.onBusy(true);
    }
    asked.set(index, one);
    askedBytes += piece.length;
    try {
      const onBytes = () => void (lastByteMs = clock.nowMs());
      const onStage = (stage: PieceStage) => {
        one.stage = stage;
        onBytes();
      };
      await options.receive({ line: open, piece, onBytes, onStage, signal: AbortSignal.any([signal, abort.signal]) });
      strikes = 0;
    } catch (error) {
      picker.giveBack(index, peerId);
      if (signal.aborted || error === overtaken) return;
      if (isDeclined(error)) restForAWhile();
      else failed.resolve(error);
    } finally {
      asked.delete(index);
      askedBytes -= piece.length;
      // Whatever held it up here held up those behind it too.
      if (isHeldHere([one.stage])) lastByteMs = clock.nowMs();
      if (askedBytes === 0) options.onBusy(false);
      options.onChange();
    }
  };

  /** It is changing the game just now, as after its own download: the connection stays, and it is asked again soon. */
  const restForAWhile = () => {
    if (clock.nowMs() < restUntilMs) return;
    strikes += 1;
    const ms = pauseAfter(strikes);
    restUntilMs = clock.nowMs() + ms;
    clock.after(ms, pump);
  };

  const next = (): number | null => picker.take(peerId) ?? options.takeDuplicate();

  const pump = () => {
    wake.resolve();
    const open = line;
    if (open === null || signal.aborted || clock.nowMs() < restUntilMs) return;
    const window = options.window();
    const hasRoom = () => askedBytes === 0 || askedBytes < window;
    while (hasRoom()) {
      const index = next();
      if (index === null) return;
      void request(open, index);
    }
  };

  const abortAll = (reason: unknown) => {
    for (const { abort } of asked.values()) abort.abort(reason);
  };

  /** Watches for silence as long as this connection lasts; answers how to stop. */
  const watchForStall = (): (() => void) => {
    let callOff = () => {};
    const check = () => {
      const isSilent = asked.size > 0 && clock.nowMs() - lastByteMs > stallMs;
      if (isSilent && !isHeldHere([...asked.values()].map(({ stage }) => stage))) {
        failed.resolve(new PeerError('source-lost', 'It sent nothing for five seconds.'));
        return;
      }
      callOff = clock.after(stallCheckMs, check);
    };
    callOff = clock.after(stallCheckMs, check);
    return () => callOff();
  };

  /** Uses one connection until it fails; rejects with why. */
  const useLine = async (): Promise<never> => {
    const open = await options.dial(signal);
    failed = Promise.withResolvers();
    void open.connection.closed.then(() => failed.resolve(new PeerError('source-lost', 'Its connection ended.')));
    const stopWatching = watchForStall();
    line = open;
    options.onLine(open);
    try {
      pump();
      throw await Promise.race([failed.promise, stopped]);
    } finally {
      line = null;
      stopWatching();
      abortAll(new PeerError('source-lost', 'Its connection was given up.'));
      await open.connection.close();
      options.onChange();
    }
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      if (!picker.isUseful(peerId)) {
        wake = Promise.withResolvers();
        await Promise.race([wake.promise, stopped]);
        continue;
      }
      try {
        await useLine();
      } catch (error) {
        if (signal.aborted) return;
        options.onFailure(error);
        strikes += 1;
        await Promise.race([pause(clock, pauseAfter(strikes)), stopped]);
      }
    }
  };

  return {
    peerId,
    pump,
    drop: (index) => asked.get(index)?.abort.abort(overtaken),
    get askedBytes() {
      return askedBytes;
    },
    ended: run(),
  };
}

const pauseAfter = (strikes: number): number => Math.min(maxPauseMs, firstPauseMs * 2 ** (strikes - 1));

/** The other side said no to one request, in words or by giving its stream up; its connection is fine. */
function isDeclined(error: unknown): boolean {
  return error instanceof RefusedError || (error instanceof ConnectionClosedError && error.reason === 'reset');
}

function aborted(signal: AbortSignal): Promise<unknown> {
  if (signal.aborted) return Promise.resolve(signal.reason);
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));
}
