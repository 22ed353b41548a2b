// The application log as it grows, for as long as somebody looks at it.
import { useEffect, useState } from 'react';
import type { LogLine } from '../../src-shared/log-line.ts';
import { mergeLines } from '../log-view.ts';
import { useApp } from '../store/use-app.ts';

const LOOK_EVERY_MS = 1000;

/** Oldest first. Asks once a second, and not while the page is hidden. */
export function useLogLines(): readonly LogLine[] {
  const { bridge } = useApp();
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  useEffect(() => {
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const look = async () => {
      // A connection that is lost shows in the banner; the log goes on once it is back.
      const next = document.hidden ? [] : await bridge.call('read-log', { afterSeq: last }).catch(() => []);
      if (isOver) return;
      last = next.at(-1)?.seq ?? last;
      if (next.length > 0) setLines((known) => mergeLines(known, next));
      timer = setTimeout(() => void look(), LOOK_EVERY_MS);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [bridge]);
  return lines;
}
