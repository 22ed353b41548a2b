// What a game's chip and status line say. Pure.
import { formatBytes, formatDuration, formatPercent, formatRate } from '../format.ts';
import { hasUpdate, relevantBytes } from '../game-action.ts';
import type { DownloadView } from '../store/progress.ts';
import type { GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';

export type Tone = 'good' | 'warm' | 'new' | 'busy' | 'bad' | 'quiet';

export interface Chip {
  text: string;
  tone: Tone;
}

export function chipOf({ row, operation, checking, failure }: GameView): Chip | null {
  if (operation !== null) return { text: strings.operations[operation], tone: 'busy' };
  if (checking) return { text: strings.states.checking, tone: 'busy' };
  if (failure !== null) return { text: strings.states.failed, tone: 'bad' };
  if (hasUpdate(row)) return { text: strings.states.update, tone: 'new' };
  if (row.installed) return { text: strings.states.installed, tone: 'good' };
  return row.downloaded ? { text: strings.states.downloaded, tone: 'warm' } : null;
}

/** Share of 1 of what runs now; null when nothing runs or nothing can be said yet. */
export function shareDone({ operation, download, install }: GameView): number | null {
  if (operation === 'downloading') return download?.fraction ?? null;
  if (operation === 'installing' || operation === 'updating' || operation === 'streaming') {
    return install?.fraction ?? download?.fraction ?? null;
  }
  return null;
}

export interface StatusLine {
  text: string;
  tone: Tone;
  /** A sentence may take two lines (`\n` begins the second); plain facts are cut off at one. */
  wraps: boolean;
}

/** The line under the title: an error, what runs, why nothing can be done, else size and genre. */
export function statusLineOf(view: GameView): StatusLine {
  const { row, operation, failure, actions } = view;
  if (operation !== null) return { text: runningText(view), tone: 'busy', wraps: true };
  if (failure !== null) return { text: failure.message, tone: 'bad', wraps: true };
  if (actions.primary.kind === 'unavailable' && actions.primary.reason !== null) {
    return { text: actions.primary.reason, tone: 'quiet', wraps: true };
  }
  return { text: factsText(row), tone: 'quiet', wraps: false };
}

export function factsText(row: GameView['row']): string {
  const bytes = relevantBytes(row);
  const size = bytes === null ? strings.card.unknownSize : formatBytes(bytes);
  return row.genre === undefined ? size : `${size} · ${row.genre}`;
}

function runningText(view: GameView): string {
  const { operation, download } = view;
  if (operation !== 'downloading' || download === null) {
    return operation === null ? '' : `${strings.operations[operation]}…`;
  }
  if (download.phase !== 'downloading') return `${strings.phases[download.phase]}…`;
  if (download.bytesPerSecond < 1) return rateText(download);
  const rate = `${rateText(download)} ${strings.progress.sources(download.sources.length)}`;
  return download.secondsLeft === null ? rate : `${rate}\n${timeLeft(download.secondsLeft)}`;
}

/** The rate, or why there is none: 0 B/s is never shown without a reason. */
export function rateText(download: DownloadView): string {
  if (download.phase !== 'downloading' || download.bytesPerSecond >= 1) return formatRate(download.bytesPerSecond);
  return download.averageRate === 0 ? strings.progress.starting : strings.progress.waiting;
}

function timeLeft(secondsLeft: number): string {
  return strings.progress.left(formatDuration(secondsLeft));
}

/** `1.3 GB of 2.9 GB` of what runs now; empty while nothing can be said. */
export function bytesDone({ operation, download, install }: GameView): string {
  if (operation === 'downloading') {
    return download === null ? '' : bytesOf(download.downloadedBytes, download.totalBytes);
  }
  return install === null ? '' : bytesOf(install.writtenBytes, install.totalBytes);
}

export function bytesOf(done: number, total: number): string {
  return total > 0 ? strings.progress.ofTotal(formatBytes(done), formatBytes(total)) : '';
}

export function percentText(share: number | null): string {
  return share === null ? '' : formatPercent(share);
}
