// Whether a section of the settings can be put back, or that be undone. Pure.

export type ResetStep = 'reset' | 'undo' | null;

/** `before`: the values as text when the section was reset; empty when it was not. */
export function resetStep(now: unknown, defaults: unknown, before: string): ResetStep {
  if (JSON.stringify(now) !== JSON.stringify(defaults)) return 'reset';
  // What was changed after a reset is no longer what undoing would bring back from.
  return before === '' ? null : 'undo';
}
