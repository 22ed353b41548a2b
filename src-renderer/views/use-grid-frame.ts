// Which rows of a scrolling area are on screen, followed while it scrolls and changes its size.
import { useLayoutEffect, useRef, useState } from 'react';
import { gridWindow, type GridMeasures, type GridShape } from './grid-window.ts';

/** Inside the scrolling area, at each side; `.grid-scroll` has the same. */
export const GRID_PAD = 24;

type Frame = Pick<GridMeasures, 'width' | 'viewHeight' | 'scrollTop'>;

function measure(element: HTMLElement): Frame {
  return { width: element.clientWidth - GRID_PAD * 2, viewHeight: element.clientHeight, scrollTop: element.scrollTop };
}

/** Width, height and the drawn rows follow the element; a scroll within the same rows draws nothing anew. */
export function useGridFrame<E extends HTMLElement = HTMLDivElement>(count: number, shape: GridShape) {
  const ref = useRef<E>(null);
  const [frame, setFrame] = useState<Frame>({ width: 0, viewHeight: 0, scrollTop: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const update = () => {
      setFrame((old) => {
        const next = measure(element);
        const before = gridWindow({ ...old, count, shape });
        const after = gridWindow({ ...next, count, shape });
        const same = old.width === next.width && old.viewHeight === next.viewHeight;
        return same && before.firstRow === after.firstRow && before.endRow === after.endRow ? old : next;
      });
    };
    update();
    const observer = new ResizeObserver(update);
    observer.observe(element);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', update);
    };
  }, [count, shape]);
  return { ref, grid: gridWindow({ ...frame, count, shape }), ready: frame.width > 0 };
}
