import { expect, test } from 'vitest';
import { runProcess, type ProcessRun } from './run-process.ts';

const running = new AbortController().signal;

const node = (code: string, limitSeconds = 20): ProcessRun => ({
  file: process.execPath,
  args: ['-e', code],
  cwd: import.meta.dirname,
  env: process.env,
  limitSeconds,
  quiet: true,
});

test('answers the exit code and the whole output', async () => {
  const result = await runProcess(node('console.log("a"); process.exitCode = 3'), running);
  expect(result).toMatchObject({ ending: { code: 3 }, output: 'a\n' });
});

test('a program that cannot be started is a problem', async () => {
  const result = await runProcess({ ...node(''), file: 'no-such-program-anywhere' }, running);
  expect(result.ending).toMatchObject({ problem: expect.stringContaining('cannot be started') as string });
});

test('a program that takes too long is ended', async () => {
  const result = await runProcess(node('setInterval(() => {}, 1000)', 0.3), running);
  expect(result.ending).toMatchObject({ problem: expect.stringContaining('longer than') as string });
});

test('interrupting ends the program', async () => {
  const abort = new AbortController();
  const result = runProcess(node('setInterval(() => {}, 1000)'), abort.signal);
  abort.abort();
  expect((await result).ending).toEqual({ problem: 'it was interrupted' });
});

test.skipIf(process.platform === 'win32')('what a program leaves running ends with it', async () => {
  const leave = `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    child.on('spawn', () => process.exit(0))`;
  // The leftover holds the output open, so the run only comes to this end when it was killed.
  expect((await runProcess(node(leave), running)).ending).toEqual({ code: 0 });
});
