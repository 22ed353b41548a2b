// Opens a link in the system's browser, where there is one.
import { spawn } from 'node:child_process';
import { hasDisplay } from './electron-program.ts';

/** Fails silently: the link is printed as well. Opens nothing on a build machine. */
export function openBrowser(url: string): void {
  if (process.env['CI'] || !hasDisplay()) return;
  const [file, args] = commandFor(process.platform, url);
  const child = spawn(file, args, { stdio: 'ignore', detached: true, windowsHide: true });
  child.once('error', () => undefined);
  child.unref();
}

function commandFor(platform: NodeJS.Platform, url: string): [string, string[]] {
  if (platform === 'darwin') return ['open', [url]];
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return ['xdg-open', [url]];
}
