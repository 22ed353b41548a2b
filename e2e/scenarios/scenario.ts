// What a scenario is: one row of the matrix of what peers must do among each other.
import type { Stage } from './stage.ts';

export interface Scenario {
  /** `S` and a number. */
  id: string;
  title: string;
  /** Longer than this it may not take; 30. */
  limitSeconds?: number;
  /** Reads as its steps; throws when something is not as it must be, or ScenarioSkipped when it cannot be tried here. */
  run: (stage: Stage) => Promise<void>;
}

/** `message` says what is missing. */
export class ScenarioSkipped extends Error {}
