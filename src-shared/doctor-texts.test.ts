import { expect, it } from 'vitest';
import { doctorTexts, fillIn } from './doctor-texts.ts';

const factsIn = (text: object) => new Set([...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(([, name]) => name));

it.each(Object.keys(doctorTexts.en) as (keyof typeof doctorTexts.en)[])(
  'names the same facts of %s in both languages',
  (code) => {
    expect(factsIn(doctorTexts.de[code])).toEqual(factsIn(doctorTexts.en[code]));
  },
);

it('puts facts into a text and leaves alone what it does not know', () => {
  expect(fillIn('{card} at {mbit} of {x}', { card: 'eth0', mbit: '100' })).toBe('eth0 at 100 of {x}');
});
