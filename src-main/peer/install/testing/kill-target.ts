// A process that installs without end, for a test that kills it: `node kill-target.ts <base> update|uninstall`.
import { join } from 'node:path';
import { realDisk } from '../../disk/real-disk.ts';
import { installGame } from '../install-game.ts';
import { uninstallGame } from '../uninstall-game.ts';
import { fakeUnpacker, type Files } from './install-fixture.ts';

/** `edition` tells one version's files from another's; some paths are in both versions. */
export const editionFiles = (edition: 'one' | 'two'): Files => ({
  ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`data/${index}.pak`, edition.repeat(500)])),
  [`only-in-${edition}.txt`]: edition,
});

const [base, mode] = process.argv.slice(2);
if (base !== undefined && mode !== undefined) await runForEver(base, mode);

async function runForEver(base: string, mode: string): Promise<void> {
  const operation = {
    disk: realDisk,
    stateDir: join(base, 'state'),
    gameDir: join(base, 'games'),
    gameId: 'quake',
    log: () => undefined,
  };
  const install = async (edition: 'one' | 'two') =>
    installGame({
      ...operation,
      unpacker: fakeUnpacker({ 'game.eti': editionFiles(edition) }),
      version: '20260101',
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  process.stdout.write('ready\n');
  for (;;) {
    await install('one');
    if (mode === 'uninstall') await uninstallGame({ ...operation, keepPlayerFiles: false });
    else await install('two');
  }
}
