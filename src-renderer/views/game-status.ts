// What a game's chip and status line say. Pure.
import { hasUpdate, isInstallBehind } from '../../src-shared/game-version.ts';
import type { RunningGame } from '../../src-shared/running-game.ts';
import { formatBytes, formatDuration, formatPercent, formatRate, formatTimeOfDay } from '../format.ts';
import { relevantBytes } from '../game-action.ts';
import type { QueuePlace } from '../queue-place.ts';
import type { DownloadView } from '../store/progress.ts';
import type { GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { genreText } from '../texts/genres.ts';
import { isFetching } from '../transfers.ts';
import { libraryTexts } from '../texts/library-texts.ts';

export type Tone = 'good' | 'warm' | 'new' | 'busy' | 'bad' | 'quiet';

export interface Chip {
  text: string;
  tone: Tone;
}

export function chipOf(view: GameView): Chip | null {
  const { row, operation, queued, checking, failure } = view;
  if (isWaiting(view)) return { text: strings.states.waiting, tone: 'warm' };
  if (operation !== null) return { text: strings.operations[operation], tone: 'busy' };
  if (checking) return { text: strings.states.checking, tone: 'busy' };
  if (failure !== null) return { text: strings.states.failed, tone: 'bad' };
  if (view.playing !== null) return { text: runText(view.playing, strings.states.playing), tone: 'busy' };
  if (view.serving !== null) return { text: runText(view.serving, strings.states.serving), tone: 'busy' };
  if (queued !== null) return queueChip(queued);
  if (hasUpdate(row) || isInstallBehind(row)) return { text: strings.states.update, tone: 'new' };
  if (row.installed) return { text: strings.states.installed, tone: 'good' };
  return row.downloaded ? { text: strings.states.downloaded, tone: 'warm' } : null;
}

const runText = ({ settingUp }: RunningGame, running: string) => (settingUp ? strings.states.settingUp : running);

/** For screen readers: title, state, and what the line under it says. */
export function cellName(view: GameView): string {
  const unshareable = isUnshareable(view) ? libraryTexts.notShareable : null;
  return [view.row.title, chipOf(view)?.text, unshareable, onOneLine(statusLineOf(view))].filter(Boolean).join(', ');
}

/** Installed without the downloaded files, so it is no source for others. */
export const isUnshareable = ({ row }: Pick<GameView, 'row'>): boolean =>
  row.installed && row.availability === 'LocalOnly';

function queueChip({ state, turn }: QueuePlace): Chip {
  if (state === 'paused') return { text: strings.states.paused, tone: 'quiet' };
  if (state === 'failed') return { text: strings.states.failed, tone: 'bad' };
  return { text: strings.states.queued(turn), tone: 'new' };
}

/** It goes on by itself, once somebody here has what is missing or the game is closed. */
export function isWaiting(view: GameView): boolean {
  const { operation, queued, download } = view;
  if (operation !== null && !isFetching(operation)) return heldBackBy(view) !== null;
  return queued?.state === 'stalled' || (operation !== null && download?.phase === 'waiting');
}

/** What an install or a repair waits for. */
function heldBackBy({ operation, install, verification }: GameView): string | null {
  if (operation === 'verifying') return verification?.waitingFor ?? null;
  return operation === 'installing' || operation === 'updating' ? (install?.waitingFor ?? null) : null;
}

/** Nothing moves now: a bar only shows what is kept. */
export const isStill = (view: GameView): boolean => view.operation === null || isWaiting(view);

/** A download that stands still and has something to show for it. */
export function keptDownload({ operation, queued, download }: GameView): DownloadView | null {
  return operation === null && queued !== null ? download : null;
}

/** Share of 1 of what runs or is kept now; null when there is nothing, or nothing can be said yet. */
export function shareDone(view: GameView): number | null {
  const { operation, download, install, verification } = view;
  if (isFetching(operation)) return download?.fraction ?? null;
  if (operation === 'verifying') return verification?.fraction ?? null;
  if (operation === null) return keptDownload(view)?.fraction ?? null;
  return operation === 'installing' || operation === 'updating' ? (install?.fraction ?? null) : null;
}

export interface StatusLine {
  text: string;
  tone: Tone;
  /** A sentence may take two lines (`\n` begins the second); plain facts are cut off at one. */
  wraps: boolean;
  /** What to do about a failure. */
  hint?: string | undefined;
}

/** The line under the title: an error, what runs or waits, why nothing can be done, else size and genre. */
export function statusLineOf(view: GameView): StatusLine {
  const { row, operation, queued, failure, actions } = view;
  if (operation !== null || isWaiting(view)) return { text: runningText(view), tone: 'busy', wraps: true };
  if (failure !== null) return { text: failure.message, tone: 'bad', wraps: true, hint: failure.hint };
  const runs = runsText(view);
  if (runs !== null) return { text: runs, tone: 'quiet', wraps: true };
  if (queued !== null) return { text: queueText(queued), tone: 'quiet', wraps: true };
  if (actions.primary.kind === 'unavailable' && actions.primary.reason !== null) {
    return { text: actions.primary.reason, tone: 'quiet', wraps: true };
  }
  return { text: factsText(row), tone: 'quiet', wraps: false };
}

/** The same for one line, with what to do: the list has no second. */
export const onOneLine = ({ text, hint }: StatusLine): string =>
  [text.replace('\n', ' · '), hint].filter(Boolean).join(' ');

function runsText({ playing, serving }: GameView): string | null {
  const runs = playing ?? serving;
  if (runs === null) return null;
  const since = formatTimeOfDay(runs.sinceMs);
  if (runs.settingUp) return strings.card.settingUp(since);
  return runs === playing ? strings.card.playing(since) : strings.card.serving(since);
}

export function factsText(row: GameView['row']): string {
  const size = sizeText(row) || strings.card.unknownSize;
  return row.genre === undefined ? size : `${size} · ${genreText(row.genre)}`;
}

/** Empty when it is unknown. */
export function sizeText(row: GameView['row']): string {
  const bytes = relevantBytes(row);
  return bytes === null ? '' : formatBytes(bytes);
}

/** What a download that does not run waits for. */
export function queueText({ state, turn }: QueuePlace): string {
  return state === 'paused' ? strings.card.paused : strings.card.startsAfter(turn - 1);
}

/** What happens now, in one or two lines. */
export function runningText(view: GameView): string {
  const { operation, download } = view;
  if (isWaiting(view)) return waitText(view);
  if (!isFetching(operation) || download === null) {
    return operation === null ? '' : `${strings.operations[operation]}…`;
  }
  if (download.phase !== 'downloading') return `${strings.phases[download.phase]}…`;
  if (download.bytesPerSecond < 1) return rateText(download);
  const rate = `${rateText(download)} ${strings.progress.sources(download.sources.length)}`;
  return download.secondsLeft === null ? rate : `${rate}\n${timeLeft(download.secondsLeft)}`;
}

/** The rate, or why there is none: 0 B/s is never shown without a reason. */
export function rateText(download: DownloadView): string {
  if (!download.rateKnown) return strings.progress.rateUnknown;
  if (download.phase !== 'downloading' || download.bytesPerSecond >= 1) return formatRate(download.bytesPerSecond);
  return download.averageRate === 0 ? strings.progress.starting : strings.progress.waiting;
}

/** What it waits for. */
export function waitText(view: GameView): string {
  return heldBackBy(view) ?? view.download?.waitingFor ?? strings.progress.waitingForAny;
}

function timeLeft(secondsLeft: number): string {
  return strings.progress.left(formatDuration(secondsLeft));
}

/** `1.3 GB of 2.9 GB` of what runs or is kept now; empty while nothing can be said. */
export function bytesDone(view: GameView): string {
  const { operation, install, verification } = view;
  const download = isFetching(operation) ? view.download : keptDownload(view);
  if (download !== null) return bytesOf(download.downloadedBytes, download.totalBytes);
  if (verification !== null) return bytesOf(verification.checkedBytes, verification.totalBytes);
  return install === null ? '' : bytesOf(install.writtenBytes, install.totalBytes);
}

export function bytesOf(done: number, total: number): string {
  return total > 0 ? strings.progress.ofTotal(formatBytes(done), formatBytes(total)) : '';
}

export function percentText(share: number | null): string {
  return share === null ? '' : formatPercent(share);
}

/** What happens now, in a word or two, for where there is room for no more. */
export function headingOf(view: GameView): string {
  const { operation, download } = view;
  if (operation === 'downloading' && download !== null && !isWaiting(view)) return strings.phases[download.phase];
  return operation === null || isWaiting(view)
    ? (chipOf({ ...view, failure: null })?.text ?? '')
    : strings.operations[operation];
}

/** Beside the share, in the list of downloads: rate and time left, or what it waits for. */
export function downloadText(view: GameView): string {
  const { operation, queued, download } = view;
  if (operation === null && !isWaiting(view))
    return queued === null || queued.state === 'failed' ? '' : queueText(queued);
  if (!isFetching(operation) || download?.phase !== 'downloading' || isWaiting(view)) return runningText(view);
  const rate = rateText(download);
  // An estimate that is left over from before says nothing while no byte comes.
  if (download.secondsLeft === null || download.bytesPerSecond < 1) return rate;
  return `${rate} · ${timeLeft(download.secondsLeft)}`;
}
