// What has finished since the host began. Pure; the host and its windows keep the same list by the same rules.
import type { GameId } from './game.ts';
import type { PeerEvent } from './peer-event.ts';

export interface FinishedDownload {
  gameId: GameId;
  /** Fetched over the network; less than the game where some of it was here already. */
  bytes: number;
  elapsedMs: number;
  /** How many PCs sent some of it. */
  sources: number;
  installed: boolean;
}

type Ending = Extract<PeerEvent, { kind: 'download-finished' | 'install-finished' }>;

const most = 50;

/** The latest first; a game that came again moves to the front. */
export function withFinished<S extends { finished: readonly FinishedDownload[] }>(state: S, event: Ending): S {
  const { gameId } = event;
  const before = state.finished.find((one) => one.gameId === gameId);
  const next = nextFinished(before, event);
  if (next === null) return state;
  const others = state.finished.filter((one) => one.gameId !== gameId);
  return { ...state, finished: [next, ...others].slice(0, most) };
}

/** An install that follows a download is the same entry; one without, from files that were here, is none. */
function nextFinished(before: FinishedDownload | undefined, event: Ending): FinishedDownload | null {
  const summary = event.kind === 'download-finished' ? event : event.streamed;
  if (summary === undefined) return before === undefined ? null : { ...before, installed: true };
  const { bytes, elapsedMs, sources } = summary;
  const installed = event.kind === 'install-finished';
  return { gameId: event.gameId, bytes, elapsedMs, sources: sources.length, installed };
}
