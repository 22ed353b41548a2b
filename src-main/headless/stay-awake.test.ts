// The program that keeps the PC awake: there while bytes travel, and never left behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { createFakePeer } from '../app/testing/fake-peer.ts';
import { makeTempDir } from '../app/testing/temp-dir.ts';
import { holdClock } from '../peer/edge/testing/held-clock.ts';
import { createSleepGuard, followBusiness } from './stay-awake.ts';

/** Writes its id, then does as \`cat\` does. */
const stand = (file: string) => [
  process.execPath,
  '-e',
  `require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); process.stdin.resume()`,
];

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const pidIn = async (file: string) => Number(await readFile(file, 'utf8').catch(() => ''));

it('runs while it is wanted, once, and ends when it is not', async () => {
  const file = join(await makeTempDir(), 'pid');
  const guard = createSleepGuard(() => {}, stand(file));
  onTestFinished(async () => guard.stop());
  guard.setAwake(true);
  guard.setAwake(true);
  await expect.poll(async () => pidIn(file)).toBeGreaterThan(0);
  const pid = await pidIn(file);
  expect(isAlive(pid)).toBe(true);
  guard.setAwake(false);
  await expect.poll(() => isAlive(pid)).toBe(false);
});

it('says once that there is no such program', async () => {
  const logged: string[] = [];
  const log = (_level: string, message: string) => void logged.push(message);
  const guard = createSleepGuard(log, ['no-such-program-of-lanspread']);
  guard.setAwake(true);
  await expect.poll(() => logged).toHaveLength(1);
  guard.setAwake(false);
  guard.setAwake(true);
  await guard.stop();
  const none = createSleepGuard(log, []);
  none.setAwake(true);
  none.setAwake(false);
  none.setAwake(true);
  expect(logged).toEqual([expect.stringContaining('ENOENT'), expect.stringContaining('energy settings')]);
});

it('goes with a peer that is killed', async () => {
  const dir = await makeTempDir();
  const file = join(dir, 'pid');
  const module = fileURLToPath(new URL('stay-awake.ts', import.meta.url));
  const program = join(dir, 'parent.mjs');
  await writeFile(
    program,
    `const { createSleepGuard } = await import(${JSON.stringify(module)});
     createSleepGuard(() => {}, ${JSON.stringify(stand(file))}).setAwake(true);
     setInterval(() => {}, 1000);`,
  );
  const parent = spawn(process.execPath, [program], { stdio: 'inherit' });
  await expect.poll(async () => pidIn(file), { timeout: 10_000 }).toBeGreaterThan(0);
  const pid = await pidIn(file);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
});

it('follows transfers, and uploads that nobody tells of', () => {
  const peer = createFakePeer();
  const { clock, pass, waits } = holdClock();
  const told: boolean[] = [];
  const { look, stop } = followBusiness(peer, clock, (awake) => void told.push(awake));
  peer.state.outboundTransfers = { alpha: 1 };
  pass(20_000);
  peer.state.outboundTransfers = {};
  look();
  expect(told).toEqual([false, true, false]);
  void stop();
  expect(waits()).toEqual([]);
});
