// The `code` of a Node error, whatever was thrown.

/** ENOENT, EPERM, …; null when it is no error of the operating system. */
export function errorCodeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** The path that the failed call was about, when the error names it. */
export function errorPathOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('path' in error)) return null;
  return typeof error.path === 'string' ? error.path : null;
}
