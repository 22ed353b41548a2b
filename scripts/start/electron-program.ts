// Finds Electron's program, which no package contains: it is fetched from elsewhere when it is first wanted.
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProcess } from '../run-process.ts';

export type ElectronProgram = { path: string } | { missing: string };

const fetchLimitSeconds = 60;
/** A failed fetch is not repeated for so long: without internet it would hold up every start. */
const retryAfterMs = 6 * 3600 * 1000;

/** Never fails: says in a few words why there is none. Fetches it where that may help. */
export async function findElectron(root: string, signal: AbortSignal): Promise<ElectronProgram> {
  if (process.env['LANSPREAD_NO_ELECTRON']) return { missing: 'LANSPREAD_NO_ELECTRON is set' };
  if (!hasDisplay()) return { missing: 'there is no display' };
  const chosen = process.env['ELECTRON_EXEC_PATH'];
  if (chosen) return existsSync(chosen) ? { path: chosen } : { missing: `${chosen} does not exist` };
  const program = installedProgram(root);
  if (existsSync(program)) return { path: program };
  await fetchElectron(root, signal);
  return existsSync(program) ? { path: program } : { missing: 'Electron cannot be fetched' };
}

/** False on a Linux without a desktop, where neither a window nor a browser opens. */
export function hasDisplay(): boolean {
  const { DISPLAY: x11, WAYLAND_DISPLAY: wayland } = process.env;
  return process.platform === 'win32' || process.platform === 'darwin' || Boolean(x11) || Boolean(wayland);
}

function installedProgram(root: string): string {
  const dist = join(root, 'node_modules/electron/dist');
  if (process.platform === 'darwin') return join(dist, 'Electron.app/Contents/MacOS/Electron');
  return join(dist, process.platform === 'win32' ? 'electron.exe' : 'electron');
}

async function fetchElectron(root: string, signal: AbortSignal): Promise<void> {
  const failureMark = join(root, '.cache/electron-unreachable');
  const installer = join(root, 'node_modules/electron/install.js');
  if (wasTouchedWithin(failureMark, retryAfterMs) || !existsSync(installer)) return;
  console.log('Fetching Electron; this is needed once.');
  const { ending } = await runProcess(
    {
      file: process.execPath,
      args: [installer],
      cwd: root,
      env: process.env,
      limitSeconds: fetchLimitSeconds,
      quiet: true,
    },
    signal,
  );
  if (('code' in ending && ending.code === 0) || signal.aborted) return;
  mkdirSync(dirname(failureMark), { recursive: true });
  writeFileSync(failureMark, '');
}

function wasTouchedWithin(file: string, milliseconds: number): boolean {
  const touchedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  return Date.now() - touchedAt < milliseconds;
}
