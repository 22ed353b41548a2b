// What a lab spec is, and how its checks are reported.
import type { Stop } from '../../src-main/peer/edge/stop.ts';

export interface Spec {
  id: string;
  run: (context: SpecContext) => Promise<void>;
}

export interface SpecContext {
  /** Prints PASS with what `verify` answers, or FAIL with what it throws; a failed check ends its spec. */
  check: (claim: string, verify: () => Promise<string>) => Promise<void>;
  /** Called when the spec has ended, the latest first. */
  onEnd: (cleanUp: Stop) => void;
}

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

class CheckFailed extends Error {}

/** Runs one spec and cleans up after it; never rejects. Explanations of failures go to the error output. */
export async function runSpec(spec: Spec, counts: Counts): Promise<void> {
  const cleanUps: Stop[] = [];
  const fail = (claim: string, error: unknown) => {
    counts.failed += 1;
    const text = error instanceof Error ? error.message : String(error);
    console.log(`FAIL ${spec.id}: ${claim}: ${text.split('\n')[0]}`);
    console.error(error instanceof Error ? error.stack : text);
  };
  try {
    await spec.run({
      check: async (claim, verify) => {
        try {
          const detail = await verify();
          counts.passed += 1;
          console.log(`PASS ${spec.id}: ${claim}${detail === '' ? '' : ` (${detail})`}`);
        } catch (error) {
          fail(claim, error);
          throw new CheckFailed(claim);
        }
      },
      onEnd: (cleanUp) => void cleanUps.push(cleanUp),
    });
  } catch (error) {
    if (!(error instanceof CheckFailed)) fail('the spec itself', error);
  }
  for (const cleanUp of cleanUps.toReversed()) {
    await cleanUp().catch((error: unknown) => fail('cleaning up', error));
  }
}
