// A fixed number of places; who finds none stands in line.
export interface Places {
  /** Resolves with how to give the place back. `onLine` hears that there is none yet. Rejects with the signal's reason. */
  enter: (signal: AbortSignal, onLine?: () => void) => Promise<() => void>;
}

export function createPlaces(count: number): Places {
  let free = count;
  const line = new Set<() => void>();
  const take = () => {
    free -= 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      free += 1;
      const [next] = line;
      next?.();
    };
  };
  const stand = (signal: AbortSignal) =>
    new Promise<() => void>((resolve, reject) => {
      const giveUp = () => {
        line.delete(proceed);
        reject(signal.reason as Error);
      };
      const proceed = () => {
        line.delete(proceed);
        signal.removeEventListener('abort', giveUp);
        resolve(take());
      };
      line.add(proceed);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  return {
    enter: async (signal, onLine) => {
      signal.throwIfAborted();
      if (free > 0) return take();
      onLine?.();
      return stand(signal);
    },
  };
}
