// Asking a desktop whether it shows trays, with programs that answer as the real ones do.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTempDir } from '../app/testing/temp-dir.ts';
import { isTrayShown } from './tray-host.ts';

/** An environment in which only these programs are found. */
async function desktopWith(programs: Record<string, string>): Promise<NodeJS.ProcessEnv> {
  const dir = await makeTempDir();
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(dir, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(dir, name), 0o755);
  }
  return { PATH: dir };
}

const unknownService = 'echo "Error: GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: true?" >&2; exit 1';

describe.skipIf(process.platform === 'win32')('isTrayShown', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['a tray, told by gdbus', { gdbus: 'echo "(<true>,)"' }, true],
    ['a tray, told by dbus-send', { 'dbus-send': 'echo "   variant       boolean true"' }, true],
    ['a tray, told by busctl', { busctl: 'echo "b true"' }, true],
    ['a watcher without a tray', { gdbus: 'echo "(<false>,)"', busctl: 'echo "b true"' }, false],
    ['no watcher, as GNOME', { gdbus: unknownService }, false],
    ['no bus that could be asked', {}, false],
  ])('%s', async (_desktop, programs, shown) => {
    expect(await isTrayShown('linux', await desktopWith(programs))).toBe(shown);
  });

  it('asks for the host of the trays, and not only for one who would watch', async () => {
    const asked = 'case "$*" in *IsStatusNotifierHostRegistered*) echo "(<true>,)";; *) exit 1;; esac';
    expect(await isTrayShown('linux', await desktopWith({ gdbus: asked }))).toBe(true);
  });

  it.each(['win32', 'darwin'] as const)('is always there on %s', async (platform) => {
    expect(await isTrayShown(platform, await desktopWith({}))).toBe(true);
  });
});
