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
  /** What was reported underneath, as it came: for whoever looks into it. */
  cause?: string;
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
  const known = thrown instanceof PeerError ? thrown : null;
  const cause = causeOf(thrown);
  return {
    code: known?.code ?? 'internal',
    message: messageOf(thrown),
    ...(known?.hint === undefined ? {} : { hint: known.hint }),
    ...(known?.output === undefined ? {} : { output: known.output }),
    ...(cause === '' ? {} : { cause }),
  };
}

/** The way back. */
export function fromErrorData({ code, message, hint, output, cause }: ErrorData): PeerError {
  return new PeerError(code, message, hint, { output, ...(cause === undefined ? {} : { cause }) });
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

/** Causes may hang on each other in a ring. */
const mostCauses = 4;

/** What the causes say, outermost first, without what was said already; empty when there is none. */
function causeOf(thrown: unknown): string {
  const said = [messageOf(thrown)];
  let at = thrown;
  for (let depth = 0; depth < mostCauses && at instanceof Error && at.cause !== undefined; depth += 1) {
    at = at.cause;
    const message = messageOf(at);
    if (!said.some((earlier) => earlier.includes(message))) said.push(message);
  }
  return said.slice(1).join(' ← ');
}
