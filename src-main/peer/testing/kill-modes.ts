// What a process that is killed can be doing, and the files that each edition of its game consists of.
import type { Files } from '../install/testing/install-fixture.ts';

/** `unpack`: an install whose files come out of a real archive, by the real engine in its own process. */
export const killModes = ['install', 'update', 'uninstall', 'download', 'unpack'] as const;
export type KillMode = (typeof killModes)[number];
export const isKillMode = (text: string): text is KillMode => killModes.some((mode) => mode === text);

export type Edition = 'one' | 'two';

/** An installed game. Some paths are in both editions. */
export const editionFiles = (edition: Edition): Files => ({
  ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`data/${index}.pak`, edition.repeat(500)])),
  [`only-in-${edition}.txt`]: edition,
});

/** Many, so that the engine is met in the middle of them. */
export const archivedFiles: Files = Object.fromEntries(
  Array.from({ length: 1200 }, (_, index) => [`data/${index % 40}/${index}.pak`, `${index} `.repeat(200)]),
);

/** A downloaded one. */
export const downloadFiles = (edition: Edition): Files => ({
  ...Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`part${index}.eti`, edition.repeat(500 + index)])),
  [`only-in-${edition}.eti`]: edition,
  'docs/readme.txt': `read me ${edition}`,
  'version.ini': '20240101\n',
});
