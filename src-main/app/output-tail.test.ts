import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readOutputTail } from './output-tail.ts';
import { makeTempDir } from './testing/temp-dir.ts';

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);
const long = 'x'.repeat(3000);

it.each<[string, string, string | undefined]>([
  ['nothing', '', undefined],
  ['blank lines', '\n \n', undefined],
  ['a line without an end', 'one', 'one'],
  ['lines of Windows', 'one\r\ntwo\r\n', 'one\ntwo'],
  ['colours', '\u001B[31mred\u001B[0m\n', 'red'],
  ['as many lines as are shown', lines(1, 20).join('\n'), lines(1, 20).join('\n')],
  ['one more', lines(1, 21).join('\n'), lines(2, 21).join('\n')],
  ['a line that begins before what is read', `${long}\n${long}\nend`, `${long}\nend`],
  ['one line that is longer than what is read', `${long}${long}`, 'x'.repeat(4096)],
])('%s', async (_, text, tail) => {
  const path = join(await makeTempDir(), 'play.log');
  await writeFile(path, text);
  expect(await readOutputTail(path)).toBe(tail);
});

it('has nothing to say of a file that is not there', async () => {
  expect(await readOutputTail(join(await makeTempDir(), 'play.log'))).toBeUndefined();
});
