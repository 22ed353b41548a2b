import { expect, it } from 'vitest';
import { openAppLog } from './app-log.ts';
import { makeTempDir } from './testing/temp-dir.ts';

it('finds what an earlier run has written, and tells it from its own lines', async () => {
  const stateDir = await makeTempDir();
  openAppLog(stateDir).write('warn', 'the last line before a crash');
  const { write, tail } = openAppLog(stateDir);
  write('info', 'a new start');
  expect(tail.read(0).map(({ level, message }) => [level, message])).toEqual([
    ['warn', 'the last line before a crash'],
    ['info', 'a new start'],
  ]);
  expect(tail.earlierCount).toBe(1);
});
