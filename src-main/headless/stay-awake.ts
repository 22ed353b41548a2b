// Keeps the PC from falling asleep while bytes travel, by a program of the system that does it for as long as it runs.
import { spawn, type ChildProcess } from 'node:child_process';
import { needsAwake } from '../app/needs-awake.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { Log } from '../peer/edge/log.ts';
import type { Stop } from '../peer/edge/stop.ts';
import type { Peer } from '../peer/peer.ts';

/** Each holds the PC awake until the `cat` that it starts has read its input to the end. */
const programs: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['systemd-inhibit', '--what=sleep', '--who=Lanspread', '--why=Games are being transferred', 'cat'],
  darwin: ['caffeinate', '-i', 'cat'],
};

export interface SleepGuard {
  setAwake: (awake: boolean) => void;
  stop: Stop;
}

/** Silent where the system has no such program. The program ends with this process, however that ends. */
export function createSleepGuard(log: Log, program = programs[process.platform]): SleepGuard {
  let held: ChildProcess | null = null;
  let told = false;
  const tellOnce = (why: string) => {
    if (!told) log('info', `This PC may fall asleep during transfers: ${why}`);
    told = true;
  };
  const hold = () => {
    const [command, ...args] = program ?? [];
    if (command === undefined) return tellOnce('see to it in its energy settings.');
    const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'] });
    child.on('error', (error) => tellOnce(error.message));
    // Refused where nobody may inhibit sleep, in a container for example.
    child.on('exit', (code) => {
      if (child === held && code !== 0 && code !== null) tellOnce(`${command} ended with code ${code}.`);
    });
    child.stdin.on('error', () => {});
    held = child;
  };
  const release = () => {
    held?.stdin?.end();
    held?.kill();
    held = null;
  };
  return {
    setAwake: (awake) => {
      if (awake && held === null) hold();
      else if (!awake) release();
    },
    stop: async () => release(),
  };
}

/** Uploads are not told as events. */
const checkMs = 20_000;

/** Looks from time to time, and whenever `look` is called. */
export function followBusiness(
  peer: Pick<Peer, 'snapshot' | 'isServing'>,
  clock: Clock,
  setAwake: (awake: boolean) => void,
): { look: () => void; stop: Stop } {
  let callOff = () => {};
  const look = () => setAwake(needsAwake(peer.snapshot(), peer.isServing()));
  const lookOn = () => {
    look();
    callOff = clock.after(checkMs, lookOn);
  };
  lookOn();
  return { look, stop: async () => callOff() };
}
