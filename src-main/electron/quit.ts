// Leaves the room before the program ends, but never hangs on the way out.
import type { App } from 'electron';
import { toErrorData } from '../../src-shared/peer-error.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { Log } from '../peer/edge/log.ts';
import type { Stop } from '../peer/edge/stop.ts';

/** A peer that cannot say goodbye in this time is left behind; the disk is safe at any moment. */
const longestStopMs = 5000;

export interface QuitOptions {
  stop: Stop;
  clock: Clock;
  log: Log;
}

/** The windows are closed by then; the program ends once the peer has stopped. */
export function stopBeforeQuit(app: Pick<App, 'on' | 'exit'>, { stop, clock, log }: QuitOptions): void {
  let isStopping = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isStopping) return;
    isStopping = true;
    const tooLong = Promise.withResolvers<void>();
    const callOff = clock.after(longestStopMs, () => {
      log('warn', 'The peer did not stop in time.');
      tooLong.resolve();
    });
    const stopped = stop().catch((error: unknown) => log('error', toErrorData(error).message));
    void Promise.race([stopped, tooLong.promise]).then(() => {
      callOff();
      app.exit(0);
    });
  });
}
