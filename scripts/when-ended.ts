// Tells a script that it shall end: by a signal, or because the program that started it is gone.

/** `end` is called for each reason anew, so it must bear to be called twice. */
export function whenAskedToEnd(end: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  process.once('disconnect', end);
  process.channel?.unref(); // waiting for the end must not keep the script from ending
}
