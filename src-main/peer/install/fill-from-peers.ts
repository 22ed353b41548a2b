// Fills the staging directory straight from peers, one at a time: where one is lost, the next goes on with the first file that is missing.
import type { GameId, PeerId } from '../../../src-shared/game.ts';
import { archiveErrorCodes, PeerError, type ErrorCode } from '../../../src-shared/peer-error.ts';
import type { Lane } from '../../../src-shared/peer-row.ts';
import type { Disk } from '../disk/disk.ts';
import { requireFreeSpace } from '../disk/free-space.ts';
import { ownedMarkerName } from '../disk/names.ts';
import { pause, type Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import { untilAborted } from '../edge/until-aborted.ts';
import { RefusedError } from '../room/ask.ts';
import { createStreamLedger, type StreamLedger } from '../rules/stream-ledger.ts';
import {
  isAtBegin,
  isSamePlan,
  planProblem,
  planTotals,
  type StreamPlan,
  type StreamPosition,
} from '../rules/stream-plan.ts';
import { nextSender, strike, type Sender } from '../rules/stream-turns.ts';
import { ConnectionClosedError } from '../transport/transport.ts';
import { receiveStream, SenderFailure, type InstallStream } from './receive-stream.ts';
import { createSenderLines, type Begun, type SenderLines } from './sender-lines.ts';
import { createStreamWriter, LocalFailure, type StreamWriter } from './stream-writer.ts';

/** Small files take at least one block on disk. */
const blockBytes = 4096;
const firstPauseMs = 200;
const begin: StreamPosition = { archive: 0, files: 0 };

export interface StreamSources {
  /** The archives that the game consists of, as agreed on, in the order of unpacking. */
  archives: readonly string[];
  /** Peers whose copy is the agreed one, in the order in which they are asked. */
  peers: readonly PeerId[];
  nameOf: (peerId: PeerId) => string;
  /** The player wants nothing of it, from that moment on. */
  isBlocked: (peerId: PeerId) => boolean;
  /** Asks one peer; rejects when it cannot be reached or refuses. */
  open: (peerId: PeerId, from: StreamPosition, signal: AbortSignal) => Promise<InstallStream>;
  onPlan: (totalBytes: number) => void;
  onSender: (peerId: PeerId, lane: Lane) => void;
  /** All who have it send to others first. */
  onWaiting: () => void;
  /** Raw bytes off the wire; may hold them up. */
  onReceived: (peerId: PeerId, count: number) => Promise<void> | void;
  /** Bytes that count; negative when they were dropped again. */
  onWritten: (count: number) => void;
  /** It sent what cannot be right. */
  onBan: (peerId: PeerId, reason: string) => void;
  clock: Clock;
}

export interface FillFromPeers extends StreamSources {
  disk: Disk;
  staging: string;
  /** What is copied into the install afterwards: it needs room as well. */
  keptFiles: readonly { size: number }[];
  gameId: GameId;
  log: Log;
  signal: AbortSignal;
}

interface Filling extends FillFromPeers {
  writer: StreamWriter;
  senders: Map<PeerId, Sender>;
  /** What was begun; null before the first plan, and when it was given up. */
  ledger: StreamLedger | null;
  failure: PeerError | null;
}

/**
 * Resolves when all archives are in the directory, every file checked against its checksum. Throws the disk's errors,
 * `disk-full` before a byte is written, and when nobody is left the last reason: `bad-data`, `archive-*`, `source-lost` …
 */
export async function fillFromPeers(options: FillFromPeers): Promise<void> {
  const senders = options.peers.map((peerId): [PeerId, Sender] => [peerId, { peerId, strikes: 0, state: 'ready' }]);
  const writer = createStreamWriter(options.disk, options.staging);
  const filling: Filling = { ...options, writer, senders: new Map(senders), ledger: null, failure: null };
  for (;;) {
    if (await attempt(filling, await untilOneSends(filling))) return;
  }
}

/** Stands in line at whoever sends to others first, and takes the first whose turn for us comes. */
async function untilOneSends(filling: Filling): Promise<Begun> {
  const { signal, onWaiting } = filling;
  const lines = createSenderLines((peerId, leave) =>
    filling.open(peerId, filling.ledger?.position ?? begin, AbortSignal.any([signal, leave])),
  );
  try {
    for (;;) {
      if (lines.allWait && !(await askNext(filling, lines))) onWaiting();
      const news = await lines.next();
      if (news.kind === 'begins') return news;
      signal.throwIfAborted();
      if (news.kind === 'failed') await strikeOut(filling, lines, news.peerId, news.error);
    }
  } finally {
    await lines.leave();
  }
}

/** False when all are asked. Throws when nobody is left. */
async function askNext(filling: Filling, lines: SenderLines): Promise<boolean> {
  leaveOutBlocked(filling);
  const { senders } = filling;
  const isInLine = [...senders.keys()].some(lines.isAsked);
  const next = nextSender([...senders.values()].filter(({ peerId }) => !lines.isAsked(peerId)));
  if (next === null && !isInLine) throw nobodyLeft(filling);
  // What was begun is given up only when nobody can go on with it.
  if (next === null || (next.startsOver && isInLine)) return false;
  if (next.startsOver) await startOver(filling, next.peerId);
  lines.ask(next.peerId);
  return true;
}

/** It has failed before it sent anything. */
async function strikeOut(filling: Filling, lines: SenderLines, peerId: PeerId, error: unknown): Promise<void> {
  judge(filling, peerId, error, false);
  await restBeforeRetry(filling, peerId, lines.isAsked);
}

function leaveOutBlocked({ senders, isBlocked }: Filling): void {
  for (const [peerId, sender] of senders) if (isBlocked(peerId)) senders.set(peerId, { ...sender, state: 'out' });
}

/** Whether all is here now. */
async function attempt(filling: Filling, begun: Begun): Promise<boolean> {
  const { signal, ledger } = filling;
  const { peerId } = begun;
  const before = ledger?.verifiedBytes ?? 0;
  try {
    await receiveFrom(filling, begun);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LocalFailure) throw error.cause;
    judge(filling, peerId, error, (filling.ledger?.verifiedBytes ?? 0) > before);
    await restBeforeRetry(filling, peerId);
    return false;
  }
}

async function receiveFrom(filling: Filling, { peerId, stream, plan }: Begun): Promise<void> {
  const { writer, onWritten, onSender, onReceived } = filling;
  try {
    const ledger = await adoptPlan(filling, plan);
    onSender(peerId, stream.lane);
    ledger.restart();
    await receiveStream({ stream, ledger, writer, onWritten, onReceived: (count) => onReceived(peerId, count) });
  } finally {
    await stream.close();
  }
}

/** Goes on with what was begun when it is the same; throws OtherPlan when it is not. */
async function adoptPlan(filling: Filling, plan: StreamPlan): Promise<StreamLedger> {
  const problem = planProblem(plan, filling.archives);
  if (problem !== null) throw new OtherArchives(problem);
  const { ledger } = filling;
  if (ledger !== null && isSamePlan(ledger.plan, plan)) return ledger;
  if (ledger !== null && !isAtBegin(ledger.position)) throw new OtherPlan();
  if (ledger !== null) await filling.writer.clear();
  await requireRoom(filling, plan);
  filling.onPlan(planTotals(plan).bytes);
  return (filling.ledger = createStreamLedger(plan, [ownedMarkerName]));
}

class OtherPlan extends Error {}
/** Its archives are others than the agreed ones: nothing of it can be used. */
class OtherArchives extends PeerError {
  constructor(sentence: string) {
    super('bad-manifest', sentence);
  }
}

async function requireRoom({ disk, staging, gameId, keptFiles }: FillFromPeers, plan: StreamPlan): Promise<void> {
  const { bytes, entries } = planTotals(plan);
  const keptBytes = keptFiles.reduce((sum, { size }) => sum + size, 0);
  const blocks = (entries + keptFiles.length) * blockBytes;
  try {
    await requireFreeSpace(disk, staging, bytes + keptBytes + blocks, `install ${gameId}`);
  } catch (error) {
    throw new LocalFailure(error);
  }
}

/** Everything so far is given up for a peer that would send something else. */
async function startOver(filling: Filling, peerId: PeerId): Promise<void> {
  const { log, nameOf, gameId, ledger, writer, onWritten, senders } = filling;
  log('info', `${gameId} is begun anew with ${nameOf(peerId)}, whose archives hold something else`);
  await writer.clear();
  onWritten(-(ledger?.verifiedBytes ?? 0));
  filling.ledger = null;
  const sender = senders.get(peerId);
  if (sender !== undefined) senders.set(peerId, { ...sender, state: 'ready' });
}

function judge(filling: Filling, peerId: PeerId, error: unknown, broughtFiles: boolean): void {
  const { senders, gameId, nameOf, isBlocked, log, onBan } = filling;
  const sender = senders.get(peerId);
  if (sender === undefined) return;
  log('info', `${gameId} from ${nameOf(peerId)}: ${String(error)}`);
  if (error instanceof OtherPlan) return void senders.set(peerId, { ...sender, state: 'other-plan' });
  const failure = isBlocked(peerId)
    ? new PeerError(
        'no-sources',
        `${nameOf(peerId)} is blocked.`,
        'Unblock it, or wait for another PC that has the game.',
      )
    : describeFailure(nameOf(peerId), gameId, error);
  // Wrong bytes are a better reason than that others were gone as well.
  if (filling.failure === null || isFinal(failure)) filling.failure = failure;
  if (failure.code === 'bad-data') onBan(peerId, failure.message);
  senders.set(
    peerId,
    isFinal(failure) || isBlocked(peerId) ? { ...sender, state: 'out' } : strike(sender, broughtFiles),
  );
}

/** Asking again would bring the same. */
const isFinal = ({ code }: PeerError): boolean => !['source-lost', 'no-sources'].includes(code);

/** Throws what is no failure of the sender. */
function describeFailure(name: string, gameId: GameId, error: unknown): PeerError {
  if (error instanceof SenderFailure) return senderSays(name, gameId, error);
  if (error instanceof OtherArchives) return new PeerError('bad-manifest', `${name} is not asked. ${error.message}`);
  if (error instanceof RefusedError) {
    const code = error.remoteCode === 'not-supported-yet' ? 'not-supported-yet' : 'no-sources';
    return new PeerError(code, `${name} does not send ${gameId}: ${error.message}`, tryDownload);
  }
  if (error instanceof ConnectionClosedError) return lost(name, gameId);
  if (!(error instanceof PeerError)) throw error;
  if (error.code !== 'bad-data' && error.code !== 'protocol-error') return lost(name, gameId);
  return new PeerError('bad-data', `What ${name} sends of ${gameId} cannot be right. ${error.message}`, tryDownload);
}

const tryDownload = 'Ask the owner of that PC to verify the game, or download it instead.';

const lost = (name: string, gameId: GameId): PeerError =>
  new PeerError('source-lost', `${name} was lost before all of ${gameId} was here.`, 'Try again when it is back.');

/** Failures of an archive over there mean the same here. */
const archiveCodes: ReadonlySet<string> = new Set(archiveErrorCodes);

function senderSays(name: string, gameId: GameId, { remoteCode, message }: SenderFailure): PeerError {
  const known = archiveCodes.has(remoteCode);
  const code = known ? (remoteCode as ErrorCode) : 'source-lost';
  return new PeerError(code, `${name} cannot unpack ${gameId}: ${message}`, known ? tryDownload : 'Try again later.');
}

function nobodyLeft({ failure, gameId }: Filling): PeerError {
  return failure ?? new PeerError('no-sources', `Nobody can send ${gameId} unpacked.`, 'Download it instead.');
}

/** Where the same peer comes next, it gets a moment to come back. */
async function restBeforeRetry(
  { senders, clock, signal }: Filling,
  peerId: PeerId,
  isAsked: (peerId: PeerId) => boolean = () => false,
): Promise<void> {
  const others = [...senders.values()].filter((sender) => !isAsked(sender.peerId));
  if (nextSender(others)?.peerId !== peerId) return;
  const { strikes = 1 } = senders.get(peerId) ?? {};
  if (strikes > 0) await untilAborted(pause(clock, firstPauseMs * 2 ** strikes), signal);
}
