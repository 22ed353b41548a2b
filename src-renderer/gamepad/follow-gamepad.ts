// Looks at the gamepads once a frame, but only while one is connected and the window can be seen.
import type { LiveApp } from '../store/live-app.ts';
import { doPadAction } from './do-pad-action.ts';
import { padAtRest, readPad, type PadState } from './read-pad.ts';

/** Answers how to stop. */
export function followGamepad(app: LiveApp): () => void {
  let frame = 0;
  let states: ReadonlyMap<number, PadState> = new Map();
  const connected = () => navigator.getGamepads().filter((pad) => pad !== null && pad.connected) as Gamepad[];

  const look = (nowMs: number) => {
    const next = new Map<number, PadState>();
    for (const pad of connected()) {
      const { actions, state } = readPad(states.get(pad.index) ?? padAtRest, pad, nowMs);
      next.set(pad.index, state);
      for (const action of actions) doPadAction(action, app);
    }
    states = next;
    frame = requestAnimationFrame(look);
  };

  const settle = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    if (document.visibilityState === 'visible' && connected().length > 0) frame = requestAnimationFrame(look);
  };

  const leave = new AbortController();
  const { signal } = leave;
  window.addEventListener('gamepadconnected', settle, { signal });
  window.addEventListener('gamepaddisconnected', settle, { signal });
  document.addEventListener('visibilitychange', settle, { signal });
  settle();
  return () => {
    leave.abort();
    cancelAnimationFrame(frame);
  };
}
