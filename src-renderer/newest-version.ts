// Which version of the program is the newest that somebody in the room has. Pure.
import type { PeerRow } from '../src-shared/peer-row.ts';

export type VersionsInRoom =
  /** Nobody here says a version. */
  | { kind: 'nobody' }
  /** Nobody here has a newer one than this PC. */
  | { kind: 'newest'; compared: number }
  /** `names`: who has it. */
  | { kind: 'newer'; version: string; names: string[] };

export function versionsInRoom(own: string, peers: Iterable<Pick<PeerRow, 'name' | 'appVersion'>>): VersionsInRoom {
  const told = [...peers].flatMap(({ name, appVersion }) =>
    appVersion === null || parse(appVersion) === null ? [] : [{ name, version: appVersion }],
  );
  const [newest] = told.toSorted((a, b) => compareVersions(b.version, a.version));
  if (newest === undefined) return { kind: 'nobody' };
  if (compareVersions(newest.version, own) <= 0) return { kind: 'newest', compared: told.length };
  const names = told.filter(({ version }) => compareVersions(version, newest.version) === 0).map(({ name }) => name);
  return { kind: 'newer', version: newest.version, names };
}

interface Version {
  numbers: readonly number[];
  /** Empty for a release, which is newer than what led to it. */
  before: string;
}

/** https://semver.org; what is added behind a `+` counts for nothing. */
function parse(text: string): Version | null {
  const [, major, minor, patch, before = ''] = /^(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/u.exec(text) ?? [];
  return major === undefined ? null : { numbers: [Number(major), Number(minor), Number(patch)], before };
}

/** Negative where `a` is older. One that is no version is older than any. */
function compareVersions(a: string, b: string): number {
  const [one, other] = [parse(a), parse(b)];
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  const differs = one.numbers.map((number, index) => number - (other.numbers[index] as number)).find(Boolean);
  if (differs !== undefined) return differs;
  if (one.before === '' || other.before === '') return Number(one.before === '') - Number(other.before === '');
  return one.before.localeCompare(other.before, 'en', { numeric: true });
}
