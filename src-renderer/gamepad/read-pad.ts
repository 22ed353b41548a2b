// What the buttons of a gamepad mean, and how often a held direction repeats. Pure, times in milliseconds.

export type PadAction =
  'up' | 'down' | 'left' | 'right' | 'primary' | 'play' | 'back' | 'details' | 'menu' | 'previous' | 'next';

/** The part of a `Gamepad` that counts. */
export interface PadReading {
  buttons: readonly { pressed: boolean }[];
  axes: readonly number[];
}

/** What is held, each with when it acts next; a button acts once. */
export type PadState = ReadonlyMap<PadAction, number>;

export const padAtRest: PadState = new Map();

/** By the standard mapping: A, B, X, Y; the shoulders; Start, which some call Menu; then the D-pad. */
const buttonActions: readonly (readonly [number, PadAction])[] = [
  [0, 'primary'],
  [1, 'back'],
  [2, 'details'],
  [3, 'play'],
  [4, 'previous'],
  [5, 'next'],
  [9, 'menu'],
  [12, 'up'],
  [13, 'down'],
  [14, 'left'],
  [15, 'right'],
];

const repeats: ReadonlySet<PadAction> = new Set(['up', 'down', 'left', 'right']);

/** A worn stick rests at up to a fifth; half is meant. */
const stickThreshold = 0.5;
const firstRepeatMs = 400;
const nextRepeatMs = 110;

/** The actions that are due now, and the state to hand in next time. */
export function readPad(state: PadState, pad: PadReading, nowMs: number): { actions: PadAction[]; state: PadState } {
  const actions: PadAction[] = [];
  const next = new Map<PadAction, number>();
  for (const action of heldActions(pad)) {
    const dueMs = state.get(action) ?? nowMs;
    const isDue = nowMs >= dueMs;
    if (isDue) actions.push(action);
    next.set(action, isDue ? dueAgain(action, state.has(action), nowMs) : dueMs);
  }
  return { actions, state: next };
}

function dueAgain(action: PadAction, wasHeld: boolean, nowMs: number): number {
  if (!repeats.has(action)) return Number.POSITIVE_INFINITY;
  return nowMs + (wasHeld ? nextRepeatMs : firstRepeatMs);
}

function heldActions({ buttons, axes }: PadReading): ReadonlySet<PadAction> {
  const held = new Set(buttonActions.filter(([index]) => buttons[index]?.pressed === true).map(([, action]) => action));
  const stick = stickAction(axes[0] ?? 0, axes[1] ?? 0);
  if (stick !== null) held.add(stick);
  return held;
}

/** One direction at a time: a stick that is pushed aslant would else move twice. */
function stickAction(x: number, y: number): PadAction | null {
  if (Math.max(Math.abs(x), Math.abs(y)) < stickThreshold) return null;
  if (Math.abs(x) > Math.abs(y)) return x < 0 ? 'left' : 'right';
  return y < 0 ? 'up' : 'down';
}
