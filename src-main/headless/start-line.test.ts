import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { makeTempDir } from '../app/testing/temp-dir.ts';
import { parseStartLine } from './start-line.ts';

const parse = (...argv: string[]) => parseStartLine(argv, '/cwd', '/app');

it('knows the game that is to be played', () => {
  expect(parse('--state-dir', 's', '--start', 'openra')).toMatchObject({ play: 'openra' });
  expect(parse('--start=openra')).toMatchObject({ play: 'openra' });
  expect(parse('--web', '0')).toMatchObject({ play: null });
  expect(parse('--help', '--hidden')).toBe('help');
});

it.each([['--start', '../x'], ['--start='], ['--hidden']])('refuses %j with what to do', (...argv) => {
  const hint = expect.any(String) as string;
  expect(() => parse(...argv)).toThrow(expect.objectContaining({ code: 'invalid-command', hint }));
});

it('keeps its state beside the program where that is asked for', async () => {
  const dir = await makeTempDir();
  const stateDirOf = (...argv: string[]) => {
    const options = parseStartLine(argv, '/cwd', dir);
    return options === 'help' ? null : options.stateDir;
  };
  expect(stateDirOf('--portable')).toContain(dir);
  expect(stateDirOf('--portable', '--state-dir', '/else')).toBe(path.resolve('/else'));
  expect(stateDirOf()).not.toContain(dir);
  await writeFile(path.join(dir, 'portable'), '');
  expect(stateDirOf()).toContain(dir);
});
