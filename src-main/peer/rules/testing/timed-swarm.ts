// A swarm in continuous time: connections share the lines evenly, each sends one piece after the other. Peer 0 is the seed.
import { createPiecePicker, type PiecePicker } from '../piece-picker.ts';
import { PieceSet } from '../piece-set.ts';
import { windowBytes } from '../source-window.ts';
import { shareLines, type Flow } from './fair-rates.ts';
import { seededRandom, shuffled } from './seeded-random.ts';

export interface TimedOptions {
  downloaders: number;
  pieces: number;
  seed: number;
  /** Bytes per second, up as well as down; `lineBytesPerSecond` unless told. */
  lineOf?: (peer: number) => number;
  /** When a downloader begins; 0 unless told. */
  joinsAt?: (peer: number) => number;
  /** The seed goes as soon as each piece is somewhere else too. */
  seedLeaves?: boolean;
  turns?: boolean;
  endgame?: boolean;
}

export const lineBytesPerSecond = 12.5e6;
export const pieceBytes = 2 ** 20;
/** From asking to the first byte; from the last byte until a piece is written; news of pieces at most every. */
const [latency, settling, newsInterval] = [0.001, 0.01, 0.2];
/** A source is asked for a duplicate only when it is this much faster. */
const fasterBy = 3;
/** A source's rate is a mean over about this long. */
const rateSpan = 1;

interface Request {
  piece: number;
  left: number;
}

interface Line extends Flow {
  queue: Request[];
  /** Asked for by the receiver, whether it has reached the sender or not. */
  asked: Map<number, Request>;
  measured: number;
}

export interface TimedResult {
  /** Seconds from its join until a downloader had everything, by downloader. */
  took: number[];
  /** When the last was done, in terms of the time that one line takes for everything. */
  ratio: number;
  /** Pieces that the seed has sent again. */
  sentTwice: number;
}

export function simulateTime(options: TimedOptions): TimedResult {
  const { downloaders, pieces, seed, lineOf = () => lineBytesPerSecond, joinsAt = () => 0 } = options;
  const random = seededRandom(seed);
  const count = downloaders + 1;
  const peers = Array.from({ length: count }, (_, peer) => peer);
  const idOf = (peer: number) => `peer-${seed}-${peer}`;
  const peerOf = new Map(peers.map((peer) => [idOf(peer), peer]));
  const capacities = peers.map(lineOf);
  const lines = peers.map((from) =>
    peers.map((to): Line => ({ from, to, rate: 0, queue: [], asked: new Map(), measured: 0 })),
  );
  const allLines = lines.flat();
  const pickers = new Map<number, PiecePicker>();
  const doneAt = new Map<number, number>();
  const inSwarm = new Set<number>();
  let seedSent = 0;
  let seedIsThere = true;
  let now = 0;
  const events: { at: number; run: () => void }[] = [];
  const after = (seconds: number, run: () => void) => {
    const at = now + seconds;
    const place = events.findLastIndex((event) => event.at <= at) + 1;
    events.splice(place, 0, { at, run });
  };
  const line = (from: number, to: number): Line => {
    const found = lines[from]?.[to];
    if (found === undefined) throw new RangeError(`no line from ${from} to ${to}`);
    return found;
  };

  const medianOf = (to: number): number => {
    const rates = peers.map((peer) => line(peer, to).measured).filter((rate) => rate > 0);
    return rates.toSorted((a, b) => a - b)[rates.length >> 1] ?? 0;
  };

  const windowOf = (to: number, from: number, medianBytesPerSecond: number): number => {
    return windowBytes({ bytesPerSecond: line(from, to).measured, medianBytesPerSecond, pieceBytes }) / pieceBytes;
  };

  const ask = (to: number, from: number, piece: number) => {
    const request = { piece, left: pieceBytes };
    const { asked, queue } = line(from, to);
    asked.set(piece, request);
    after(latency, () => asked.get(piece) === request && queue.push(request));
  };

  const isSource = (peer: number) => (peer === 0 ? seedIsThere : pickers.has(peer));

  const pump = (to: number) => {
    const picker = pickers.get(to);
    if (picker === undefined || picker.missing === 0) return;
    const median = medianOf(to);
    for (const from of shuffled(count, random)) {
      if (from === to || !isSource(from)) continue;
      const mine = line(from, to).measured;
      const isSlower = (other: string) => line(peerOf.get(other) ?? 0, to).measured * fasterBy < mine;
      while (line(from, to).asked.size < windowOf(to, from, median)) {
        const duplicate = () => (options.endgame === false ? null : picker.takeDuplicate(idOf(from), isSlower));
        const piece = picker.take(idOf(from)) ?? duplicate();
        if (piece === null) break;
        ask(to, from, piece);
      }
    }
  };

  const drop = ({ asked, queue }: Line, piece: number) => {
    const request = asked.get(piece);
    asked.delete(piece);
    if (request !== undefined && queue.includes(request)) queue.splice(queue.indexOf(request), 1);
  };

  const untold = new Map<number, number[]>();
  const lastTold = new Map<number, number>();
  const tell = (from: number) => {
    const added = untold.get(from) ?? [];
    untold.delete(from);
    lastTold.set(from, now);
    const isComplete = pickers.get(from)?.missing === 0;
    for (const [to, picker] of pickers) {
      if (to === from) continue;
      after(latency + random() * latency, () => {
        if (isComplete) picker.setSource(idOf(from), PieceSet.full(pieces), 'complete');
        else picker.addPieces(idOf(from), added);
        pump(to);
      });
    }
  };
  const announce = (from: number, piece: number) => {
    const waiting = untold.get(from);
    if (waiting !== undefined) return void waiting.push(piece);
    untold.set(from, [piece]);
    after(Math.max(0, (lastTold.get(from) ?? -1) + newsInterval - now), () => tell(from));
  };

  const removeSeed = () => {
    seedIsThere = false;
    for (const [to, picker] of pickers) {
      for (const piece of line(0, to).asked.keys()) drop(line(0, to), piece);
      picker.removeSource(idOf(0));
      pump(to);
    }
  };

  const receive = (from: number, to: number, piece: number) => {
    const picker = pickers.get(to);
    if (picker === undefined || !line(from, to).asked.delete(piece)) return;
    for (const other of picker.complete(piece, idOf(from)).alsoAsked) drop(line(peerOf.get(other) ?? 0, to), piece);
    inSwarm.add(piece);
    announce(to, piece);
    if (picker.missing === 0) doneAt.set(to, now);
    if (options.seedLeaves === true && seedIsThere && inSwarm.size === pieces) removeSeed();
    pump(to);
  };

  const join = (peer: number) => {
    const picker = createPiecePicker(new PieceSet(pieces), random, options.turns === false ? null : idOf(peer));
    if (seedIsThere) picker.setSource(idOf(0), PieceSet.full(pieces), 'complete');
    for (const [other, theirs] of pickers) {
      picker.setSource(idOf(other), theirs.have, theirs.missing === 0 ? 'complete' : 'partial');
      theirs.setSource(idOf(peer), new PieceSet(pieces), 'partial');
    }
    pickers.set(peer, picker);
    after(latency, () => pump(peer));
  };

  /** Moves bytes until the next piece is whole or the next event is due. */
  const advance = () => {
    const isBusy = ({ queue, from }: Line) => queue.length > 0 && (from !== 0 || seedIsThere);
    const busy = allLines.filter(isBusy);
    shareLines(busy, capacities, capacities);
    const wholeIn = busy.map(({ queue, rate }) => (queue[0]?.left ?? 0) / rate);
    const step = Math.min((events[0]?.at ?? Infinity) - now, ...wholeIn);
    if (step === Infinity) throw new Error(`seed ${seed}: nothing moves any more at ${now} s`);
    now += step;
    const weight = 1 - Math.exp(-step / rateSpan);
    for (const one of allLines) {
      if (one.asked.size > 0) one.measured += ((isBusy(one) ? one.rate : 0) - one.measured) * weight;
    }
    for (const { from, to, queue, rate } of busy) {
      const request = queue[0];
      if (request === undefined) continue;
      request.left -= rate * step;
      if (request.left >= 1) continue;
      queue.shift();
      if (from === 0) seedSent += 1;
      after(settling, () => receive(from, to, request.piece));
    }
    while ((events[0]?.at ?? Infinity) <= now) events.shift()?.run();
  };

  for (const peer of peers.slice(1)) after(joinsAt(peer), () => join(peer));
  while (doneAt.size < downloaders) advance();
  const took = peers.slice(1).map((peer) => (doneAt.get(peer) ?? Infinity) - joinsAt(peer));
  const ratio = Math.max(...doneAt.values()) / ((pieces * pieceBytes) / lineBytesPerSecond);
  return { took, ratio, sentTwice: Math.max(0, seedSent - inSwarm.size) };
}
