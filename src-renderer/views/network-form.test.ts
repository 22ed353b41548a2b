// A port as text.
import { expect, it } from 'vitest';
import { parsePort } from './network-form.ts';

it.each([
  ['', null],
  ['  ', null],
  ['1024', 1024],
  [' 47810 ', 47_810],
  ['65535', 65_535],
  ['1023', undefined],
  ['65536', undefined],
  ['-1', undefined],
  ['4781.0', undefined],
  ['1e4', undefined],
  ['port', undefined],
])('“%s” is %s', (text, port) => expect(parsePort(text)).toBe(port));
