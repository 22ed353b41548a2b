import { describe, expect, it } from 'vitest';
import { findLanguage } from './language.ts';

describe('findLanguage', () => {
  it.each([
    ['de', ['en-US'], 'de'],
    [null, ['de-AT', 'en'], 'de'],
    [null, ['fr', 'de'], 'de'],
    [null, ['fr'], 'en'],
    [null, [], 'en'],
    ['xx', ['de'], 'de'],
    ['en', ['de'], 'en'],
  ])('stored %s, preferred %j: %s', (stored, preferred, wanted) => {
    expect(findLanguage(stored, preferred)).toBe(wanted);
  });
});
