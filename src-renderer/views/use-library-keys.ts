// Keys that hold everywhere in the window: F5 looks anew; Escape in the library leaves the search.
import { useEffect } from 'react';
import type { LiveApp } from '../store/live-app.ts';
import { useApp } from '../store/use-app.ts';

export function useLibraryKeys(): void {
  const app = useApp();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'F5') refresh(app, event);
      if (event.key === 'Escape' && isInGrid(event.target)) app.ui.getState().setSearch('');
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [app]);
}

/** A browser would load the page anew and lose filter and place. */
function refresh(app: LiveApp, event: KeyboardEvent): void {
  event.preventDefault();
  void app.rescan();
}

const isInGrid = (target: EventTarget | null) => target instanceof Element && target.closest('[role="grid"]') !== null;
