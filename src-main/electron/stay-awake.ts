// Keeps the PC from falling asleep, but only while bytes travel.
import type { ElectronApi } from './electron-api.ts';

/** Answers how to say whether the PC must stay awake now. */
export function createSleepGuard({
  powerSaveBlocker,
}: Pick<ElectronApi, 'powerSaveBlocker'>): (awake: boolean) => void {
  let held: number | null = null;
  return (awake) => {
    if (awake === (held !== null)) return;
    if (held !== null) powerSaveBlocker.stop(held);
    // The screen may go dark; only the PC stays awake.
    held = awake ? powerSaveBlocker.start('prevent-app-suspension') : null;
  };
}
