// The sources of a running download: one for each peer of the room that has something of it, as they come and go.
import type { GameFile, PeerId } from '../../../src-shared/game.ts';
import type { Lane } from '../../../src-shared/peer-row.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { pause, type Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import type { Stop } from '../edge/stop.ts';
import type { PeerRegistry } from '../room/peer-registry.ts';
import type { Room } from '../room/room.ts';
import type { PiecePicker } from '../rules/piece-picker.ts';
import { PieceSet } from '../rules/piece-set.ts';
import { shuffle } from '../rules/shuffle.ts';
import type { SourceRates } from '../rules/source-rates.ts';
import { windowBytes } from '../rules/source-window.ts';
import { isRefusal } from './ask-files.ts';
import { followPieces } from './follow-pieces.ts';
import type { ProgressTracker } from './progress.ts';
import type { PieceHashes, ReceiveRequest } from './receive-piece.ts';
import { findOffers, findUnasked, type Offer, type OfferOptions } from './source-offers.ts';
import { startSource, type SwarmSource } from './swarm-source.ts';

const followAgainMs = 500;
/** A peer that has just finished offers nothing while it moves its files: its connection is worth keeping meanwhile. */
const patienceMs = 1500;
/** A peer whose answer was of no use is asked again after this long; one whose list was refused, never. */
const askAgainMs = 1000;

export interface PoolOptions extends Omit<OfferOptions, 'registry' | 'manifestId' | 'said'> {
  registry: Pick<PeerRegistry, 'sources' | 'partials' | 'manifestId' | 'banned' | 'isBlocked' | 'name'>;
  random: () => number;
  hashes: () => PieceHashes | null;
  pieceBytes: number;
  picker: PiecePicker;
  room: Pick<Room, 'dialBulk' | 'open'>;
  /** The files of a complete peer that has no hashes yet; null when it cannot say. */
  askFiles: (peerId: PeerId) => Promise<readonly GameFile[] | null>;
  receive: (request: ReceiveRequest) => Promise<void>;
  rates: SourceRates;
  progress: Pick<ProgressTracker, 'setSource'>;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

export interface SourcePool {
  /** Looks again at who offers what. */
  refresh: () => void;
  /** Lets every source ask for more, once per turn, however often it is called. */
  pump: () => void;
  /** These are not asked for the piece any more. */
  drop: (index: number, sources: readonly PeerId[]) => void;
  /** Whether anything is being asked of anybody. */
  readonly isBusy: boolean;
  readonly size: number;
  /** After the signal's abort: resolves when every source has ended. */
  stop: Stop;
}

interface Member {
  source: SwarmSource;
  kind: Offer['kind'];
  lane: Lane | null;
  /** Since when it offers nothing; null while it does. */
  silentSinceMs: number | null;
  leave: AbortController;
  /** Aborted by `leave`, or with the download. */
  signal: AbortSignal;
}

export function createSourcePool(options: PoolOptions): SourcePool {
  const { picker, registry, rates, progress, clock, log, signal, gameId } = options;
  const members = new Map<PeerId, Member>();
  const said = new Map<PeerId, readonly GameFile[]>();
  const asking = new Set<PeerId>();
  const notBeforeMs = new Map<PeerId, number>();
  const following = new Set<PeerId>();
  const endings = new Set<Promise<void>>();
  let isPumping = false;

  const pump = () => {
    if (isPumping) return;
    isPumping = true;
    queueMicrotask(() => {
      isPumping = false;
      // Always the same first would give it the rarest pieces each time.
      for (const { source } of shuffle([...members.values()], options.random)) source.pump();
    });
  };

  /** Kept until it has ended, so that nothing outlives the download. */
  const track = (ending: Promise<void>) => {
    endings.add(ending);
    void ending.finally(() => endings.delete(ending));
  };

  const add = (peerId: PeerId, offer: Offer) => {
    const leave = new AbortController();
    const ownSignal = AbortSignal.any([signal, leave.signal]);
    const common = { kind: offer.kind, lane: null, silentSinceMs: null, leave, signal: ownSignal };
    members.set(peerId, { source: start(peerId, ownSignal), ...common });
    applyOffer(peerId, offer);
  };

  const applyOffer = (peerId: PeerId, offer: Offer) => {
    const member = members.get(peerId);
    if (member === undefined) return;
    const wasSilent = member.silentSinceMs !== null;
    const before = member.kind;
    Object.assign(member, { kind: offer.kind, silentSinceMs: null });
    if (offer.kind === 'complete') picker.setSource(peerId, offer.has, 'complete');
    else if (before !== 'partial' || wasSilent || !following.has(peerId)) {
      // Known from the start, also to those who share the work, even before it has said what it has.
      picker.setSource(peerId, new PieceSet(options.pieces.length), 'partial');
      track(follow(peerId, member.signal));
    }
    if (member.lane !== null) progress.setSource(peerId, { lane: member.lane, complete: offer.kind === 'complete' });
  };

  const applySilence = (peerId: PeerId, member: Member) => {
    const nowMs = clock.nowMs();
    member.silentSinceMs ??= nowMs;
    const isUnwanted = registry.isBlocked(peerId) || registry.banned(gameId).includes(peerId);
    if (isUnwanted || nowMs - member.silentSinceMs > patienceMs) remove(peerId, member);
    else picker.setSource(peerId, new PieceSet(options.pieces.length), member.kind);
  };

  const start = (peerId: PeerId, ownSignal: AbortSignal): SwarmSource => {
    const source = startSource({
      peerId,
      picker,
      pieces: options.pieces,
      dial: (dialSignal) => options.room.dialBulk(peerId, dialSignal),
      receive: (request) => options.receive({ from: peerId, ...request }),
      window: () => windowBytes(measure(peerId)),
      takeDuplicate: () => picker.takeDuplicate(peerId, (other) => rates.isSlower(other, peerId)),
      onChange: pump,
      onBusy: (busy) => rates.setBusy(peerId, busy),
      onLine: ({ lane }) => noteLane(peerId, lane),
      onFailure: (error) => log('info', `${registry.name(peerId)} failed as a source of ${gameId}: ${String(error)}`),
      clock,
      signal: ownSignal,
    });
    track(source.ended);
    return source;
  };

  const noteLane = (peerId: PeerId, lane: Lane) => {
    const member = members.get(peerId);
    if (member === undefined) return;
    member.lane = lane;
    progress.setSource(peerId, { lane, complete: member.kind === 'complete' });
  };

  const measure = (peerId: PeerId) => ({
    bytesPerSecond: rates.of(peerId),
    medianBytesPerSecond: rates.median(),
    pieceBytes: options.pieceBytes,
  });

  /** Listens to what a peer that is downloading too has got, until it is no longer offered. */
  const follow = async (peerId: PeerId, ownSignal: AbortSignal): Promise<void> => {
    if (following.has(peerId)) return;
    following.add(peerId);
    while (!ownSignal.aborted && members.get(peerId)?.kind === 'partial') {
      await followOnce(peerId, ownSignal).catch((error: unknown) =>
        log('debug', `pieces of ${registry.name(peerId)}: ${String(error)}`),
      );
      if (!ownSignal.aborted) await pause(clock, followAgainMs);
    }
    following.delete(peerId);
  };

  const followOnce = async (peerId: PeerId, ownSignal: AbortSignal): Promise<void> => {
    const manifestId = options.hashes()?.manifestId;
    if (manifestId === undefined) return;
    const learn = (change: () => void) => {
      if (ownSignal.aborted || members.get(peerId)?.kind !== 'partial') return;
      change();
      pump();
    };
    await followPieces({
      room: options.room,
      peerId,
      gameId,
      manifestId,
      pieceCount: options.pieces.length,
      onHead: (has) => learn(() => picker.setSource(peerId, has, 'partial')),
      onMore: (added) => learn(() => picker.addPieces(peerId, added)),
      signal: ownSignal,
    });
  };

  const remove = (peerId: PeerId, { leave }: Member) => {
    members.delete(peerId);
    leave.abort(new PeerError('source-lost', 'It no longer offers the game.'));
    picker.removeSource(peerId);
    rates.forget(peerId);
  };

  const refresh = () => {
    if (signal.aborted) return;
    const offering = { ...options, manifestId: options.hashes()?.manifestId ?? null, said };
    const offers = findOffers(offering);
    for (const [peerId, member] of members) {
      const offer = offers.get(peerId);
      if (offer === undefined) applySilence(peerId, member);
      else applyOffer(peerId, offer);
    }
    for (const [peerId, offer] of offers) if (!members.has(peerId)) add(peerId, offer);
    for (const peerId of findUnasked(offering)) void askOnce(peerId);
    pump();
  };

  const askOnce = async (peerId: PeerId): Promise<void> => {
    if (asking.has(peerId) || clock.nowMs() < (notBeforeMs.get(peerId) ?? 0)) return;
    asking.add(peerId);
    const files = await options.askFiles(peerId).catch((error: unknown) => {
      if (isRefusal(error)) notBeforeMs.set(peerId, Infinity);
      return null;
    });
    asking.delete(peerId);
    if (files === null && notBeforeMs.get(peerId) !== Infinity) notBeforeMs.set(peerId, clock.nowMs() + askAgainMs);
    if (files === null) return;
    said.set(peerId, files);
    refresh();
  };

  return {
    refresh,
    pump,
    drop: (index, sources) => {
      for (const peerId of sources) members.get(peerId)?.source.drop(index);
    },
    get isBusy() {
      return [...members.values()].some(({ source }) => source.askedBytes > 0);
    },
    get size() {
      return members.size;
    },
    stop: async () => {
      for (const [peerId, member] of members) remove(peerId, member);
      await Promise.allSettled(endings);
    },
  };
}
