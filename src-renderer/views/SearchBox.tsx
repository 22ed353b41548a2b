// The search field: `/` and Ctrl+F lead here, Enter leaves and keeps the text, Escape clears and leaves.
import { Search, X } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useUi } from '../store/use-app.ts';
import { strings } from '../strings.ts';

export function SearchBox() {
  const search = useUi((state) => state.search);
  const setSearch = useUi((state) => state.setSearch);
  const input = useRef<HTMLInputElement>(null);
  useSearchKeys(input);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') setSearch('');
    if (event.key === 'Escape' || event.key === 'Enter') input.current?.blur();
  };
  return (
    <search className="search">
      <Search size={16} aria-hidden="true" className="search-icon" />
      <input
        ref={input}
        type="text"
        inputMode="search"
        autoComplete="off"
        spellCheck={false}
        aria-label={strings.search.label}
        aria-keyshortcuts="/ Control+F"
        placeholder={strings.search.placeholder}
        data-testid="search"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {/* The slot is always there, so that nothing jumps. */}
      <span className="search-slot">
        {search === '' ? (
          <kbd aria-hidden="true">{strings.search.key}</kbd>
        ) : (
          <button
            type="button"
            aria-label={strings.search.clear}
            onClick={() => {
              setSearch('');
              input.current?.focus();
            }}
          >
            <X size={14} aria-hidden="true" />
          </button>
        )}
      </span>
    </search>
  );
}

function useSearchKeys(input: React.RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const wanted = event.key === '/' || (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey));
      if (!wanted || isTyping(event.target) || document.querySelector('[role="dialog"]') !== null) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [input]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
