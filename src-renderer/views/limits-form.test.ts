// Rates as text and back.
import { describe, expect, it } from 'vitest';
import { minRateLimit } from '../../src-shared/transfer-limits.ts';
import { parseRate, rateToText } from './limits-form.ts';

describe('a rate in MB/s', () => {
  it.each<[string, number | null]>([
    ['', null],
    ['  ', null],
    ['12', 12_000_000],
    [' 12.5 ', 12_500_000],
    ['12,5', 12_500_000],
    ['.5', 500_000],
    ['0.016384', minRateLimit],
    ['0.017', 17_000],
  ])('“%s” is %s bytes per second', (text, rate) => expect(parseRate(text)).toEqual({ rate, problem: null }));

  it.each(['abc', '-1', '1e3', '12 MB/s', '1.2.3', '1,000.5', 'Infinity', '0x10', '99999999999'])(
    '“%s” is no number to limit with',
    (text) => expect(parseRate(text)).toMatchObject({ rate: null, problem: { message: /number such as/u } }),
  );

  it.each(['0', '0.016383', '0.01'])('“%s” is too small', (text) => {
    expect(parseRate(text)).toMatchObject({ rate: null, problem: { message: /At least/u } });
  });

  it.each([null, minRateLimit, 1_000_001, 2_500_000, 123_456_789])('%s comes back as it was', (rate) => {
    expect(parseRate(rateToText(rate)).rate).toBe(rate);
  });
});
