// What tells a process from another one that gets its number later.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { askPowerShell } from './doctor/ask-powershell.ts';

export const processMarkSchema = z.object({
  /** Numbers mean nothing in another run of the system; empty where `started` says it all. */
  boot: z.string(),
  /** When it began, in the system's own words; null once it has ended. */
  started: z.string().nullable(),
});

export type ProcessMark = z.infer<typeof processMarkSchema>;

/** Throws where a system does not tell. */
export async function markOf(pid: number, platform: NodeJS.Platform): Promise<ProcessMark> {
  const [boot, started] = await Promise.all([bootOf(platform), startOf(pid, platform)]);
  return { boot, started };
}

async function bootOf(platform: NodeJS.Platform): Promise<string> {
  if (platform === 'linux') return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  return platform === 'darwin' ? answerOf('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid']) : '';
}

async function startOf(pid: number, platform: NodeJS.Platform): Promise<string | null> {
  if (platform === 'linux') return startInStat(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
  if (platform === 'darwin') return noneIfEmpty(await answerOf('/bin/ps', ['-o', 'lstart=', '-p', String(pid)]));
  // As a text: its digits are more than a number keeps.
  const told = await askPowerShell(`"$((Get-Process -Id ${pid}).StartTime.ToFileTimeUtc())" | ConvertTo-Json`);
  return noneIfEmpty(typeof told === 'string' ? told : '');
}

/** Field 22 of Linux' `/proc/<pid>/stat`; the name before it may hold anything, brackets too. */
export function startInStat(stat: string): string | null {
  return stat.slice(stat.lastIndexOf(')') + 1).split(' ')[20] ?? null;
}

const noneIfEmpty = (text: string) => (text === '' ? null : text);

const run = promisify(execFile);

/** Empty when it fails: of a process that has ended there is nothing to say. */
async function answerOf(file: string, args: string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  return run(file, args, { env, windowsHide: true }).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
}
