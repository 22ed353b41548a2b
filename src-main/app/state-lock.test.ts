import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockStateDir } from './state-lock.ts';

let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'lanspread-lock-'));
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

it('is held by one at a time and can be taken again', async () => {
  const release = await lockStateDir(stateDir);
  await expect(lockStateDir(stateDir)).rejects.toMatchObject({ code: 'bad-state' });
  await release();
  await (
    await lockStateDir(stateDir)
  )();
});

it('does not outlive a process that was killed', async () => {
  const module = new URL('./state-lock.ts', import.meta.url).href;
  const code = `const { lockStateDir } = await import(${JSON.stringify(module)});
    await lockStateDir(${JSON.stringify(stateDir)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await expect(lockStateDir(stateDir)).rejects.toMatchObject({ code: 'bad-state' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (
    await lockStateDir(stateDir)
  )();
});
