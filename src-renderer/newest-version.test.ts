// The newest version in the room.
import { expect, it } from 'vitest';
import { versionsInRoom, type VersionsInRoom } from './newest-version.ts';

const peer = (name: string, appVersion: string | null) => ({ name, appVersion });

it.each<[string, string, ReturnType<typeof peer>[], VersionsInRoom]>([
  ['an empty room', '0.2.0', [], { kind: 'nobody' }],
  ['nobody who says one', '0.2.0', [peer('a', null), peer('b', 'odd')], { kind: 'nobody' }],
  ['the same', '0.2.0', [peer('a', '0.2.0'), peer('b', '0.1.9'), peer('c', null)], { kind: 'newest', compared: 2 }],
  ['a newer one', '0.9.0', [peer('a', '0.10.0'), peer('b', '0.9.9'), peer('c', '0.10.0')], { kind: 'newer', version: '0.10.0', names: ['a', 'c'] }],
  ['the release of what this is', '1.0.0-beta.2', [peer('a', '1.0.0')], { kind: 'newer', version: '1.0.0', names: ['a'] }],
  ['what led to this', '1.0.0', [peer('a', '1.0.0-rc.1')], { kind: 'newest', compared: 1 }],
  ['a later trial', '1.0.0-beta.2', [peer('a', '1.0.0-beta.10')], { kind: 'newer', version: '1.0.0-beta.10', names: ['a'] }],
  ['another build of it', '1.0.0', [peer('a', '1.0.0+linux')], { kind: 'newest', compared: 1 }],
])('%s', (_what, own, peers, expected) => {
  expect(versionsInRoom(own, peers)).toEqual(expected);
}); // prettier-ignore
