// Failures that a person or a program can act on: a stable code, one sentence, and what to do.

/** What is wrong with an archive, wherever it lies. */
export const archiveErrorCodes = [
  'archive-missing',
  'archive-corrupt',
  'archive-encrypted',
  'archive-unsupported',
  'archive-unsafe-path',
  'archive-link',
  'archive-missing-volume',
] as const;

export const errorCodes = [
  // commands
  'invalid-command',
  'not-supported-yet',
  'unknown-game',
  'operation-in-progress',
  'nothing-to-cancel',
  'already-downloaded',
  'not-downloaded',
  'already-installed',
  'not-installed',
  'no-game-dir',
  'game-dir-unusable',
  'game-dir-busy',
  'remove-refused',
  'cannot-play',
  'game-running',
  // room
  'self-connect',
  'connect-failed',
  'version-mismatch',
  'identity-refused',
  'unknown-peer',
  'request-refused',
  'request-timeout',
  'protocol-error',
  'connection-closed',
  // download
  'no-sources',
  'no-majority',
  'bad-manifest',
  'source-lost',
  'bad-data',
  'paused',
  // disk
  'disk-full',
  'disk-error',
  'permission-denied',
  'file-locked',
  // archives
  ...archiveErrorCodes,
  'unpacker-crashed',
  // start-up
  'bad-catalog',
  'bad-state',
  'bad-settings',
  'port-taken',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An error as it crosses a process: data only. `hint` says what to do next. */
export interface ErrorData {
  code: ErrorCode;
  message: string;
  hint?: string;
  /** The last lines that a script of a game wrote before it failed. */
  output?: string;
}

export interface PeerErrorOptions extends ErrorOptions {
  output?: string | undefined;
}

export class PeerError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly output: string | undefined;

  constructor(code: ErrorCode, message: string, hint?: string, options?: PeerErrorOptions) {
    super(message, options);
    this.name = 'PeerError';
    this.code = code;
    this.hint = hint;
    this.output = options?.output;
  }
}

/** Turns whatever was thrown into data; an unknown failure becomes `internal` with its own message. */
export function toErrorData(thrown: unknown): ErrorData {
  if (thrown instanceof PeerError) {
    const { code, message, hint, output } = thrown;
    return { code, message, ...(hint === undefined ? {} : { hint }), ...(output === undefined ? {} : { output }) };
  }
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };
}
