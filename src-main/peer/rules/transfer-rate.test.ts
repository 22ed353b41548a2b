import { expect, it } from 'vitest';
import { createRateMeter } from './transfer-rate.ts';

it('gives the rate of the last seconds, not of the whole time', () => {
  const meter = createRateMeter(0);
  meter.add(1000);
  expect(meter.rate(1000)).toBe(1000);
  for (let ms = 1500; ms <= 5000; ms += 500) meter.rate(ms);
  expect(meter.rate(5500)).toBe(0);
  expect(meter.total).toBe(1000);
});

it('is zero before any time has passed', () => {
  const meter = createRateMeter(0);
  meter.add(5);
  expect(meter.rate(0)).toBe(0);
});
