// A swarm in rounds: every peer sends at most one piece and receives at most one per round; peer 0 is the seed.
import { createPiecePicker, type PiecePicker } from '../piece-picker.ts';
import { PieceSet } from '../piece-set.ts';
import { createInOrderPicker } from './plain-picker.ts';
import { seededRandom, shuffled } from './seeded-random.ts';

export interface RoundOptions {
  downloaders: number;
  pieces: number;
  seed: number;
  way?: 'picker' | 'no-turns' | 'in-order' | 'complete-only';
}

/** Pieces that may be asked of one source ahead. */
const window = 2;
const maxRounds = 20_000;

export interface RoundResult {
  rounds: number;
  /** Pieces that the seed has sent, however often. */
  seedSent: number;
}

export function simulateRounds({ downloaders, pieces, seed, way = 'picker' }: RoundOptions): RoundResult {
  const random = seededRandom(seed);
  const count = downloaders + 1;
  const idOf = (peer: number) => `peer-${seed}-${peer}`;
  const peerOf = new Map(Array.from({ length: count }, (_, peer) => [idOf(peer), peer]));
  const pickers = Array.from({ length: count }, (_, peer) => createPicker(way, peer, pieces, idOf(peer), random));
  const receivers = pickers.map((picker, peer) => ({ picker, peer })).slice(1);
  // By sender, then by receiver.
  const asked = pickers.map(() => pickers.map((): number[] => []));
  const servedAt = pickers.map(() => pickers.map(() => -1));
  const queue = (from: number, to: number): number[] => asked[from]?.[to] ?? [];
  let news: { from: number; piece: number }[] = [];
  let seedSent = 0;

  /** All lines are alike: slow is who has twice as much to send. */
  const load = (from: number): number => (asked[from] ?? []).reduce((sum, { length }) => sum + length, 0);

  const fill = (to: number, picker: PiecePicker) => {
    for (const from of shuffled(count, random)) {
      if (from === to) continue;
      const isSlower = (other: string) => load(peerOf.get(other) ?? 0) > load(from) * 2;
      while (queue(from, to).length < window) {
        const piece = picker.take(idOf(from)) ?? picker.takeDuplicate(idOf(from), isSlower);
        if (piece === null) break;
        queue(from, to).push(piece);
      }
    }
  };

  /** Whoever waits and has not received anything in this round; who was served longest ago comes first. */
  const nextReceiver = (from: number, busy: ReadonlySet<number>): number | undefined => {
    const waiting = shuffled(count, random).filter((to) => queue(from, to).length > 0 && !busy.has(to));
    const last = (to: number) => servedAt[from]?.[to] ?? -1;
    return waiting.toSorted((a, b) => last(a) - last(b))[0];
  };

  const send = (round: number): { from: number; to: number; piece: number }[] => {
    const busy = new Set<number>();
    const sent = [];
    // Everybody has asked the seed for something that only it has, so its turn is never lost.
    for (const from of [0, ...shuffled(count, random).filter((peer) => peer > 0)]) {
      const to = nextReceiver(from, busy);
      if (to === undefined) continue;
      const piece = queue(from, to).shift() ?? 0;
      busy.add(to);
      const times = servedAt[from];
      if (times !== undefined) times[to] = round;
      sent.push({ from, to, piece });
    }
    return sent;
  };

  const tell = (from: number, piece: number) => {
    for (const { picker, peer } of receivers) {
      if (peer === from) continue;
      if (way === 'complete-only' && pickers[from]?.missing === 0) {
        picker.setSource(idOf(from), PieceSet.full(pieces), 'complete');
      }
      picker.addPieces(idOf(from), [piece]);
    }
  };

  for (const { picker, peer } of receivers) {
    picker.setSource(idOf(0), PieceSet.full(pieces), 'complete');
    if (way === 'complete-only') continue;
    for (const other of receivers) {
      if (other.peer !== peer) picker.setSource(idOf(other.peer), new PieceSet(pieces), 'partial');
    }
  }
  for (let rounds = 0; rounds < maxRounds; rounds++) {
    if (receivers.every(({ picker }) => picker.missing === 0)) return { rounds, seedSent };
    for (const to of shuffled(count, random)) {
      const picker = pickers[to];
      if (to > 0 && picker !== undefined) fill(to, picker);
    }
    const sent = send(rounds);
    for (const { from, piece } of news) tell(from, piece);
    news = sent.map(({ to, piece }) => ({ from: to, piece }));
    for (const { from, to, piece } of sent) {
      if (from === 0) seedSent += 1;
      const done = pickers[to]?.complete(piece, idOf(from));
      for (const other of done?.alsoAsked ?? []) {
        const left = queue(peerOf.get(other) ?? 0, to);
        left.splice(left.indexOf(piece), 1);
      }
    }
  }
  throw new Error(`seed ${seed}: not done after ${maxRounds} rounds`);
}

function createPicker(
  way: RoundOptions['way'],
  peer: number,
  pieces: number,
  id: string,
  random: () => number,
): PiecePicker {
  const have = peer === 0 ? PieceSet.full(pieces) : new PieceSet(pieces);
  if (way === 'in-order') return createInOrderPicker(have);
  return createPiecePicker(have, random, way === 'no-turns' ? null : id);
}
