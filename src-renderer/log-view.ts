// Which lines and runs of the logs are shown, and how they read as text. Pure.
import type { LogLine } from '../src-shared/log-line.ts';
import type { LogLevel } from '../src-shared/peer-event.ts';
import type { UnpackRun } from '../src-shared/unpack-run.ts';
import { formatBytes } from './format.ts';
import { language } from './language.ts';
import { aboutTexts } from './texts/about-texts.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const satisfies readonly LogLevel[];

/** As many as the host keeps. */
const MOST_LINES = 4000;

/** The next answer of the host put after what is known; a host that was started anew begins anew. */
export function mergeLines(known: readonly LogLine[], next: readonly LogLine[]): readonly LogLine[] {
  const [first] = next;
  if (first === undefined) return known;
  const last = known.at(-1)?.seq ?? 0;
  return first.seq <= last ? next : [...known, ...next].slice(-MOST_LINES);
}

export function filterLines(lines: readonly LogLine[], from: LogLevel): readonly LogLine[] {
  const least = LOG_LEVELS.indexOf(from);
  return least === 0 ? lines : lines.filter(({ level }) => LOG_LEVELS.indexOf(level) >= least);
}

/** For the clipboard: full times, one line each. */
export const linesToText = (lines: readonly LogLine[]) =>
  lines.map(({ atMs, level, message }) => `${new Date(atMs).toISOString()} ${level.padEnd(5)} ${message}`).join('\n');

/** `search` may be in the archive's path or in the message of a failure, in any case. */
export function filterRuns(runs: readonly UnpackRun[], search: string, errorsOnly: boolean): readonly UnpackRun[] {
  const wanted = search.trim().toLowerCase();
  return runs.filter(
    (run) =>
      (!errorsOnly || run.outcome.kind === 'failed') &&
      `${run.archive} ${run.outcome.kind === 'failed' ? run.outcome.message : ''}`.toLowerCase().includes(wanted),
  );
}

/** The archive's own name, from a path of any system. */
export const archiveName = ({ archive }: UnpackRun) => archive.split(/[/\\]/).at(-1) ?? archive;

const seconds = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

/** `Unpacked here · 1284 files · 1.4 GB · 21.4 s`. */
export function describeRun({ kind, files, bytes, durationMs }: UnpackRun): string {
  const parts = [
    aboutTexts.kinds[kind],
    ...(files === null ? [] : [aboutTexts.files(files)]),
    formatBytes(bytes),
    aboutTexts.seconds(seconds.format(durationMs / 1000)),
  ];
  return parts.join(' · ');
}

export const runsToText = (runs: readonly UnpackRun[]) =>
  runs
    .map(({ outcome, ...run }) => {
      const end = outcome.kind === 'failed' ? `failed (${outcome.code}): ${outcome.message}` : outcome.kind;
      return `${new Date(run.startedMs).toISOString()} ${run.kind} ${run.archive} ${run.bytes} bytes ${run.durationMs} ms ${end}`;
    })
    .join('\n');

const times = new Intl.DateTimeFormat(language, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

export const formatLineTime = (atMs: number) => times.format(atMs);
export const formatRunTime = (atMs: number) => dates.format(atMs);
