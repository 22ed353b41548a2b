// How far a piece has come that a source was asked for, and whose the silence is while no byte comes.

/**
 * `asked`: nothing has come of it; `reading`: its bytes go into memory. In the others this PC holds it up: the player's
 * limit, pieces in memory that leave no room, or the disk.
 */
export type PieceStage = 'asked' | 'reading' | 'limited' | 'no-room' | 'writing';

/**
 * True while this PC holds up what one source was asked for. A source that fills the memory itself and then says nothing
 * does not get to wait for that memory.
 */
export function isHeldHere(stages: readonly PieceStage[]): boolean {
  if (stages.includes('limited') || stages.includes('writing')) return true;
  return stages.includes('no-room') && !stages.includes('reading');
}
