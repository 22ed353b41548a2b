// The limits as a form: rates as text in MB/s, empty for none, and how many downloads run at once.
import { useState } from 'react';
import { toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import { minRateLimit, type TransferLimits } from '../../src-shared/transfer-limits.ts';
import { formatDecimal } from '../format.ts';
import { useApp, useAppState } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { useDraft } from './use-draft.ts';

export const RATES = ['download', 'upload', 'playingDownload', 'playingUpload'] as const;
export type RateName = (typeof RATES)[number];

export type RateTexts = Record<RateName, string>;
export type RateProblems = Record<RateName, ErrorData | null>;

const BYTES_PER_UNIT = 1_000_000;

/** Bytes per second as the text of a field; back again it is the same number. */
export const rateToText = (rate: number | null) => (rate === null ? '' : formatDecimal(rate / BYTES_PER_UNIT));

type ParsedRate = { rate: number | null; problem: null } | { rate: null; problem: ErrorData };

/** `12.5` or `12,5` as bytes per second, empty as null. */
export function parseRate(text: string): ParsedRate {
  const trimmed = text.trim();
  if (trimmed === '') return { rate: null, problem: null };
  const rate = Math.round(Number(trimmed.replace(',', '.')) * BYTES_PER_UNIT);
  if (!/^\d*[.,]?\d+$/u.test(trimmed) || !Number.isSafeInteger(rate)) return refused(strings.settings.limitNotANumber);
  return rate < minRateLimit ? refused(strings.settings.limitTooSmall) : { rate, problem: null };
}

const refused = (message: string): ParsedRate => ({ rate: null, problem: { code: 'bad-settings', message } });

const forEachRate = <T>(of: (name: RateName) => T) =>
  Object.fromEntries(RATES.map((name) => [name, of(name)])) as Record<RateName, T>;

/** What the fields say of these limits. */
export const textsOf = (limits: TransferLimits): RateTexts => forEachRate((name) => rateToText(limits[name]));

/** `place`: where it stands, since there are two of them. */
export function useLimitsForm(place: 'settings' | 'downloads') {
  const app = useApp();
  const saved = useAppState((state) => state.settings.limits);
  const [texts, setTexts] = useDraft<RateTexts>(`rates of ${place}`, () => textsOf(saved));
  const [concurrent, setConcurrent] = useDraft(`concurrent of ${place}`, () => saved.concurrentDownloads);
  const [problems, setProblems] = useState<RateProblems>(() => forEachRate(() => null));
  const [refusal, setRefusal] = useState<ErrorData | null>(null);

  const setText = (name: RateName, text: string) => setTexts((old) => ({ ...old, [name]: text }));

  /** True when every field can be saved; shows what is wrong otherwise. */
  const check = (): boolean => {
    const found = forEachRate((name) => parseRate(texts[name]).problem);
    setProblems(found);
    setRefusal(null);
    return RATES.every((name) => found[name] === null);
  };

  /** To be called after `check`; true when everything is saved. */
  const save = async (): Promise<boolean> => {
    const limits: TransferLimits = {
      ...forEachRate((name) => parseRate(texts[name]).rate),
      concurrentDownloads: concurrent,
    };
    if (isSame(limits, saved)) return true;
    try {
      await app.saveSettings({ limits });
      return true;
    } catch (error) {
      setRefusal(toErrorData(error));
      return false;
    }
  };

  return { texts, setTexts, setText, concurrent, setConcurrent, problems, refusal, check, save };
}

export type LimitsForm = ReturnType<typeof useLimitsForm>;

const isSame = (a: TransferLimits, b: TransferLimits) =>
  a.concurrentDownloads === b.concurrentDownloads && RATES.every((name) => a[name] === b[name]);
