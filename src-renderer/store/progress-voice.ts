// What screen readers hear of what runs: that it begins, how far it is now and then, and what it waits for. Pure.
import type { GameId } from '../../src-shared/game.ts';
import type { OperationKind } from '../../src-shared/operation.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { formatPercent } from '../format.ts';
import { strings } from '../strings.ts';
import { titleOf, type AppState } from './app-state.ts';

/** What was said of one game. */
interface Said {
  /** Of the four quarters, how many were over. */
  quarter: number;
  progressMs: number;
  waitMs: number;
  /** That it waits was said, and not yet that it goes on. */
  waits: boolean;
}

export type Voice = ReadonlyMap<GameId, Said>;

export const silentVoice: Voice = new Map();

/** A quarter, or a wait, is worth a word this often at most. */
const atMostEveryMs = 60_000;

/** Installs that follow a download begin without a word: that it is downloaded is said in the same breath. */
const heard: ReadonlySet<OperationKind> = new Set<OperationKind>(['downloading', 'streaming', 'verifying']);

export interface Spoken {
  voice: Voice;
  announcement: string | null;
}

/** `before` and `after`: the state around the event. */
export function speakProgress(
  voice: Voice,
  event: PeerEvent,
  { before, after, nowMs }: { before: AppState; after: AppState; nowMs: number },
): Spoken {
  switch (event.kind) {
    case 'active-operations-changed':
      return speakBegin(voice, before, after);
    case 'download-progress':
    case 'install-progress':
    case 'verify-progress':
      return speakShare(voice, event.gameId, after, nowMs);
    default:
      return { voice, announcement: null };
  }
}

function speakBegin(voice: Voice, before: AppState, after: AppState): Spoken {
  const begun = [...after.operations].filter(([id, kind]) => heard.has(kind) && before.operations.get(id) !== kind);
  const begunIds = new Set(begun.map(([id]) => id));
  const kept = [...voice].filter(([id]) => after.operations.has(id) && !begunIds.has(id));
  const texts = begun.map(([id, kind]) => strings.announce.begins(strings.operations[kind], titleOf(after, id)));
  return { voice: new Map(kept), announcement: texts.length === 0 ? null : texts.join(' ') };
}

function speakShare(voice: Voice, gameId: GameId, state: AppState, nowMs: number): Spoken {
  const progress = progressOf(state, gameId);
  if (progress === null) return { voice, announcement: null };
  const quarter = Math.floor((progress.fraction ?? 0) * 4);
  const waits = progress.waitingFor !== null;
  // The first word of it is no step: what was kept of an earlier run is not new.
  const said = voice.get(gameId) ?? { quarter, progressMs: nowMs, waitMs: -Infinity, waits: false };
  const next = (change: Partial<Said>, announcement: string | null): Spoken => ({
    voice: new Map(voice).set(gameId, { ...said, ...change }),
    announcement,
  });
  const title = titleOf(state, gameId);
  if (waits && !said.waits && nowMs - said.waitMs >= atMostEveryMs) {
    return next({ waits: true, waitMs: nowMs }, strings.announce.waits(title, progress.waitingFor ?? ''));
  }
  if (!waits && said.waits) return next({ waits: false }, strings.announce.goesOn(title));
  const isStep = !waits && quarter > said.quarter && quarter < 4 && nowMs - said.progressMs >= atMostEveryMs;
  if (!isStep) return voice.has(gameId) ? { voice, announcement: null } : next({}, null);
  const share = formatPercent(progress.fraction ?? 0);
  return next({ quarter, progressMs: nowMs }, strings.announce.progress(title, share));
}

/** Of what runs now. */
function progressOf(
  { operations, downloads, installs, verifications }: AppState,
  gameId: GameId,
): { fraction: number | null; waitingFor: string | null } | null {
  const operation = operations.get(gameId);
  if (operation === undefined) return null;
  if (operation === 'verifying') return verifications.get(gameId) ?? null;
  const download = downloads.get(gameId);
  if (operation !== 'downloading') return installs.get(gameId) ?? null;
  if (download === undefined) return null;
  const waitingFor = download.phase === 'waiting' ? (download.waitingFor ?? strings.progress.waitingForAny) : null;
  return { fraction: download.fraction, waitingFor };
}
