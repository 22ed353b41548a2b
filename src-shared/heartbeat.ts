// What a host says so often to a window over a socket that silence means that it hangs: a socket stays open then.

export const heartbeatMs = 10_000;

/** No message of the window's calls and topics. */
export const heartbeat = { t: 'alive' } as const;

export const isHeartbeat = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && (message as { t?: unknown }).t === heartbeat.t;
