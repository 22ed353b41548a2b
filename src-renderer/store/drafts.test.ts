// Unsaved fields over a load of the page.
import { expect, it } from 'vitest';
import { createDrafts, type DraftStorage } from './drafts.ts';

function memory(): DraftStorage & { size: () => number } {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    size: () => kept.size,
  };
}

it('gives the next page what was typed, once', () => {
  const storage = memory();
  const first = createDrafts(storage);
  first.hold('name', 'rob');
  first.hold('limits', { upload: '12', count: 2 });
  first.keep({ settingsOpen: true });
  const next = createDrafts(storage);
  expect(next.keptWindow).toEqual({ settingsOpen: true });
  // React may begin a form twice before it stands.
  expect([next.take('name', ''), next.take('name', '')]).toEqual(['rob', 'rob']);
  expect(next.take('limits', { upload: '', count: 1 })).toEqual({ upload: '12', count: 2 });
  next.hold('name', 'rob')();
  expect(next.take('name', 'saved')).toBe('saved');
  expect([storage.size(), createDrafts(storage).keptWindow]).toEqual([0, null]);
});

it('forgets a form that was closed', () => {
  const storage = memory();
  const first = createDrafts(storage);
  first.hold('name', 'rob')();
  first.keep(null);
  expect(createDrafts(storage).take('name', 'saved')).toBe('saved');
});

it.each([['text'], [null], [{ upload: 1 }], [{ upload: '', more: '' }], [{}]])(
  'takes nothing of another shape: %j',
  (value) => {
    const storage = memory();
    const first = createDrafts(storage);
    first.hold('limits', value);
    first.keep(null);
    expect(createDrafts(storage).take('limits', { upload: 'saved' })).toEqual({ upload: 'saved' });
  },
);

it.each(['{', '[]', '{"drafts":1}', 'null'])('begins anew from the damaged %s', (text) => {
  const storage = memory();
  storage.setItem('lanspread.drafts', text);
  expect(createDrafts(storage).take('name', 'saved')).toBe('saved');
});

it('does without a storage, and with one that is full', () => {
  createDrafts(null).keep(null);
  const full = {
    ...memory(),
    setItem: () => {
      throw new Error('full');
    },
  };
  createDrafts(full).keep(null);
  expect(createDrafts(null).take('name', 'saved')).toBe('saved');
});
