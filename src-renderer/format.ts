// Numbers as text in the window's language: sizes and rates in decimal units (1 MB = 1,000,000 bytes), durations, versions.
import { language, type Language } from './language.ts';
import { strings } from './strings.ts';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** `12.4 GB`, `850 MB`, `0 B`. One decimal below 100 from GB on and below 10 in MB; never a needless `.0`. */
export function formatBytes(bytes: number, locale: Language = language): string {
  let unit = 0;
  let value = Math.max(0, bytes);
  // 999.5 would print as “1000 KB”.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const decimals = unit >= 3 ? Number(value < 100) : Number(unit === 2 && value < 10);
  return `${formatDecimal(Number(value.toFixed(decimals)), locale)} ${UNITS[unit]}`;
}

/** `12.5`, in German `12,5`; no grouping, so that a field can take it back. */
export function formatDecimal(value: number, locale: Language = language): string {
  const text = String(value);
  return locale === 'de' ? text.replace('.', ',') : text;
}

/** Bytes per second as `86 MB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** Seconds as `40 s`, `3 min`, `1 h 20 min`; coarse on purpose, so that it does not flicker. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return strings.progress.seconds(Math.max(1, Math.ceil(seconds)));
  if (seconds < 55) return strings.progress.seconds(Math.ceil(seconds / 5) * 5);
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return strings.progress.minutes(minutes);
  return strings.progress.hours(Math.floor(minutes / 60), minutes % 60);
}

const dateOrders: Record<Language, string> = { en: '$1-$2-$3', de: '$3.$2.$1' };

/** `20250301` as `2025-03-01`, in German `01.03.2025`; anything else as it is. */
export function formatVersion(version: string, locale: Language = language): string {
  return version.replace(/^(\d{4})(\d{2})(\d{2})$/u, dateOrders[locale]);
}

const counts: Record<Language, Intl.NumberFormat> = {
  en: new Intl.NumberFormat('en'),
  de: new Intl.NumberFormat('de'),
};

/** `10,000`, in German `10.000`. */
export function formatCount(count: number, locale: Language = language): string {
  return counts[locale].format(count);
}

/** A share of 1 as whole percent; 100 only when really all of it is there. */
export function formatPercent(fraction: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, fraction)) * 100)} %`;
}

const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });

/** Milliseconds since the epoch as the day here: `Mar 1, 2025`. */
export function formatDay(epochMs: number): string {
  return days.format(epochMs);
}

const times = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** Milliseconds since the epoch as the time of day here: `20:15`. */
export function formatTimeOfDay(epochMs: number): string {
  return times.format(epochMs);
}
