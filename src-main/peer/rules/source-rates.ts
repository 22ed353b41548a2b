// How fast each source of a download is, from what arrived lately.
import type { PeerId } from '../../../src-shared/game.ts';

/** Time constant: short, so that windows follow a change within about a second. */
const halfLifeMs = 700;

interface Meter {
  bytes: number;
  /** Asked for something now: only then does silence count. */
  busy: boolean;
  sinceMs: number;
  rate: number;
}

export interface SourceRates {
  add: (source: PeerId, bytes: number) => void;
  /** Whether anything is asked of it now; the rate of an idle source stays what it was. */
  setBusy: (source: PeerId, busy: boolean) => void;
  /** Bytes per second. */
  of: (source: PeerId) => number;
  /** Of all sources that give something. */
  median: () => number;
  /** Clearly slower, so that asking the other one as well is worth it. */
  isSlower: (source: PeerId, than: PeerId) => boolean;
  forget: (source: PeerId) => void;
}

const sampleMs = 100;
const clearlySlower = 1.5;

export function createSourceRates(nowMs: () => number): SourceRates {
  const meters = new Map<PeerId, Meter>();

  const meterOf = (source: PeerId): Meter => {
    const meter = meters.get(source) ?? { bytes: 0, busy: true, sinceMs: nowMs(), rate: 0 };
    meters.set(source, meter);
    return meter;
  };

  /** Folds what has come since the last sample into the average. */
  const rateOf = (meter: Meter): number => {
    const elapsedMs = nowMs() - meter.sinceMs;
    if (elapsedMs < sampleMs || !meter.busy) return meter.rate;
    const weight = 1 - 2 ** (-elapsedMs / halfLifeMs);
    const present = (meter.bytes * 1000) / elapsedMs;
    meter.rate = meter.rate === 0 ? present : meter.rate + (present - meter.rate) * weight;
    meter.bytes = 0;
    meter.sinceMs = nowMs();
    return meter.rate;
  };

  const of = (source: PeerId): number => {
    const meter = meters.get(source);
    return meter === undefined ? 0 : rateOf(meter);
  };

  let median = { rate: 0, atMs: -Infinity };
  const medianNow = (): number => {
    const rates = [...meters.values()].map(rateOf).filter((rate) => rate > 0);
    return rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0;
  };

  return {
    add: (source, bytes) => {
      meterOf(source).bytes += bytes;
    },
    setBusy: (source, busy) => {
      const meter = meterOf(source);
      if (meter.busy === busy) return;
      if (busy) Object.assign(meter, { bytes: 0, sinceMs: nowMs() });
      else rateOf(meter);
      meter.busy = busy;
    },
    of,
    median: () => {
      // Rates change once per sample at the most, and this is asked for with every request.
      if (nowMs() - median.atMs >= sampleMs) median = { rate: medianNow(), atMs: nowMs() };
      return median.rate;
    },
    isSlower: (source, than) => of(source) * clearlySlower < of(than),
    forget: (source) => void meters.delete(source),
  };
}
