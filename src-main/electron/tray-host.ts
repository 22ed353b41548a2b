// Whether the tray's icon can be seen: Electron makes one even on a Linux desktop that shows none.
import { execFile } from 'node:child_process';

const watcher = 'org.kde.StatusNotifierWatcher';
const watcherPath = '/StatusNotifierWatcher';
const property = 'IsStatusNotifierHostRegistered';
const getProperty = 'org.freedesktop.DBus.Properties.Get';

/** Each asks the desktop's bus the same; which of them is there differs from system to system. */
const questions: readonly (readonly [string, readonly string[]])[] = [
  [
    'gdbus',
    ['call', '--session', '--dest', watcher, '--object-path', watcherPath, '--method', getProperty, watcher, property],
  ],
  [
    'dbus-send',
    [
      '--session',
      '--print-reply=literal',
      `--dest=${watcher}`,
      watcherPath,
      getProperty,
      `string:${watcher}`,
      `string:${property}`,
    ],
  ],
  ['busctl', ['--user', 'get-property', watcher, watcherPath, watcher, property]],
];

/** A bus that does not answer shows nothing. */
const patienceMs = 2000;

/** On Linux only what the desktop itself says counts; elsewhere the system always has a tray. */
export async function isTrayShown(platform: NodeJS.Platform = process.platform, env = process.env): Promise<boolean> {
  if (platform !== 'linux') return true;
  for (const [program, args] of questions) {
    const answer = await ask(program, args, env);
    if (answer !== null) return /\btrue\b/u.test(answer);
  }
  return false;
}

/** What it wrote, empty where it failed; null when there is no such program. */
async function ask(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: patienceMs }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else resolve(error.code === 'ENOENT' ? null : '');
    });
  });
}
