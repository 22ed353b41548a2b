// One question to Windows PowerShell, with a time limit; the answer is JSON or null.
import { execFile } from 'node:child_process';

/** A cold PowerShell with the network modules takes seconds on a slow PC. */
const limitMs = 8000;

/** Never throws. `env` is given to the script beside the environment of this process. */
export async function askPowerShell(script: string, env: Record<string, string> = {}): Promise<unknown> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', script];
  const options = { timeout: limitMs, windowsHide: true, env: { ...process.env, ...env } };
  return new Promise((resolve) => {
    execFile('powershell.exe', args, options, (error, stdout) => resolve(error === null ? parseJson(stdout) : null));
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
