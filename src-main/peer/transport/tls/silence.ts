// Tells a peer that is gone from one that merely has nothing to say.

/** How many ticks make up the idle timeout. */
export const ticksUntilDead = 5;

/**
 * Counts ticks without a sign of life instead of measuring time: after this program itself was held up, one late tick
 * comes, and then whatever the peer said meanwhile.
 */
export class Silence {
  private ticks = 0;

  heard(): void {
    this.ticks = 0;
  }

  /** What to do now, once per tick. */
  tick(): 'nothing' | 'ping' | 'dead' {
    this.ticks += 1;
    if (this.ticks >= ticksUntilDead) return 'dead';
    return this.ticks === 1 ? 'nothing' : 'ping';
  }
}
