// Where the window opens: as it was left, where a screen still shows that. Pure.

/** In device-independent pixels. */
export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface SavedPlace {
  bounds: Bounds;
  maximized: boolean;
}

/** Without `x` and `y` the system centres it. */
export interface WindowPlace {
  x?: number;
  y?: number;
  width: number;
  height: number;
  maximized: boolean;
}

export const minSize = { width: 640, height: 480 };
const firstSize = { width: 1280, height: 820 };
/** So much of the upper edge must be on a screen for the window to be moved by. */
const grip = { width: 120, height: 30 };

/** `screens`: their areas without taskbars. */
export function placeWindow(saved: SavedPlace | null, screens: readonly Bounds[]): WindowPlace {
  if (saved === null) return { ...firstSize, maximized: false };
  const { bounds, maximized } = saved;
  const size = {
    width: clamp(bounds.width, minSize.width, Math.max(...screens.map(({ width }) => width), minSize.width)),
    height: clamp(bounds.height, minSize.height, Math.max(...screens.map(({ height }) => height), minSize.height)),
  };
  const isInReach = screens.some((screen) => showsGrip(screen, { ...bounds, ...size }));
  return isInReach ? { x: bounds.x, y: bounds.y, ...size, maximized } : { ...size, maximized };
}

function showsGrip(screen: Bounds, window: Bounds): boolean {
  const left = Math.max(screen.x, window.x);
  const right = Math.min(screen.x + screen.width, window.x + window.width);
  const isBelowTop = window.y >= screen.y - 1;
  return right - left >= grip.width && isBelowTop && window.y + grip.height <= screen.y + screen.height;
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
