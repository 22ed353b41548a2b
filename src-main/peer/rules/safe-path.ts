// Which relative paths we accept from archives and from other peers: whole or not at all, never rewritten.

/** Limits in bytes of UTF-8 and in number of segments. */
export const maxSegmentBytes = 255;
export const maxPathBytes = 1024;
export const maxPathDepth = 64;

export interface SafePathOptions {
  /**
   * Archives made on Windows may write `\` between the segments; with `separator` it counts as `/` and the answered
   * path has `/` in its place. Everywhere else a backslash is refused, which is the default.
   */
  backslash?: 'refuse' | 'separator';
}

/** Either the path, relative with `/`, or why it was refused, as the end of a sentence: "its name …". */
export type SafePathResult = { path: string } | { refused: string };

/**
 * Accepts a name that means the same file below any folder on Windows, Linux and macOS. Nothing is normalised,
 * trimmed or replaced: what does not fit is refused. Rules for names on Windows follow Microsoft's "Naming Files, Paths,
 * and Namespaces".
 */
export function parseSafePath(name: string, options: SafePathOptions = {}): SafePathResult {
  const path = options.backslash === 'separator' ? name.replaceAll('\\', '/') : name;
  const refused = pathProblem(path);
  return refused === null ? { path } : { refused };
}

function pathProblem(path: string): string | null {
  if (path === '') return 'is empty';
  if (path.startsWith('/')) return 'is an absolute path';
  if (!path.isWellFormed()) return 'is not valid Unicode';
  if (utf8Length(path) > maxPathBytes) return `is longer than ${maxPathBytes} bytes`;
  const segments = path.split('/');
  if (segments.length > maxPathDepth) return `is more than ${maxPathDepth} folders deep`;
  for (const segment of segments) {
    const problem = segmentProblem(segment);
    if (problem !== null) return problem;
  }
  return null;
}

function segmentProblem(segment: string): string | null {
  if (segment === '') return 'has an empty part';
  if (segment === '.' || segment === '..') return `has a "${segment}" in it`;
  if (utf8Length(segment) > maxSegmentBytes) return `has a part longer than ${maxSegmentBytes} bytes`;
  if (/\p{Cc}/u.test(segment)) return 'has a control character in it';
  const forbidden = /[<>:"|?*\\]/.exec(segment);
  if (forbidden !== null) return `has a ${forbidden[0]} in it`;
  if (/[. ]$/.test(segment)) return 'has a part that ends in a dot or a space';
  if (isWindowsReserved(segment)) return 'has a part that Windows reserves for a device';
  return null;
}

/** Windows looks at what stands before the first dot, without the spaces at its end, in any case. */
function isWindowsReserved(segment: string): boolean {
  const stem = (segment.split('.', 1)[0] ?? '').trimEnd();
  return /^(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])$/i.test(stem);
}

/** Bytes of a well-formed string in UTF-8; this layer has no TextEncoder. */
function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) length += 1;
    else if (point < 0x800) length += 2;
    else length += point < 0x10000 ? 3 : 4;
  }
  return length;
}

/** What two names share when some file system would take them for one: case and Unicode form removed. */
export function caseKey(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/**
 * The first two of these paths, or of the folders that they imply, that differ only in case or Unicode form; also a
 * path that stands there twice. null when there are none. Answered in the order in which they were met.
 */
export function findCaseTwins(paths: Iterable<string>): [string, string] | null {
  const seen = new Map<string, { path: string; listed: boolean }>();
  for (const path of paths) {
    for (const folder of parentsOf(path)) {
      const twin = seen.get(caseKey(folder));
      if (twin === undefined) seen.set(caseKey(folder), { path: folder, listed: false });
      else if (twin.path !== folder) return [twin.path, folder];
    }
    const twin = seen.get(caseKey(path));
    if (twin !== undefined && (twin.listed || twin.path !== path)) return [twin.path, path];
    seen.set(caseKey(path), { path, listed: true });
  }
  return null;
}

/** A file among `files` that another path needs as a folder, with that path; null when there is none. */
export function findFolderConflict(
  files: Iterable<string>,
  directories: Iterable<string> = [],
): { file: string; needsFolder: string } | null {
  const fileByKey = new Map<string, string>();
  for (const file of files) fileByKey.set(caseKey(file), file);
  for (const path of fileByKey.values()) {
    const conflict = fileAbove(path, fileByKey);
    if (conflict !== null) return { file: conflict, needsFolder: path };
  }
  for (const directory of directories) {
    const conflict = fileByKey.get(caseKey(directory)) ?? fileAbove(directory, fileByKey);
    if (conflict !== null) return { file: conflict, needsFolder: directory };
  }
  return null;
}

function fileAbove(path: string, fileByKey: Map<string, string>): string | null {
  for (const folder of parentsOf(path)) {
    const file = fileByKey.get(caseKey(folder));
    if (file !== undefined) return file;
  }
  return null;
}

/** `a/b/c` → `a`, `a/b`. */
function* parentsOf(path: string): Generator<string> {
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) yield path.slice(0, end);
}
