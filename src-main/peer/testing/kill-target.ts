// A process that changes a game without end, for rounds that kill it: `node kill-target.ts <base> <mode>`.
import { once } from 'node:events';
import { realDisk } from '../disk/real-disk.ts';
import { manifestOf, runDownload } from '../download/testing/download-fixture.ts';
import { installGame } from '../install/install-game.ts';
import { fakeUnpacker } from '../install/testing/install-fixture.ts';
import { operationIn } from '../install/testing/sweep-scenarios.ts';
import { uninstallGame } from '../install/uninstall-game.ts';
import { downloadFiles, editionFiles, isKillMode, type Edition, type KillMode } from './kill-modes.ts';

const pieceBytes = 512;

const [base, mode] = process.argv.slice(2);
if (base !== undefined && mode !== undefined && isKillMode(mode)) await runForEver(base, mode);

async function runForEver(base: string, mode: KillMode): Promise<void> {
  const operation = operationIn(base, realDisk);
  const install = async (edition: Edition) =>
    installGame({
      ...operation,
      unpacker: fakeUnpacker({ 'game.eti': editionFiles(edition) }),
      version: '20260101',
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  const download = async (edition: Edition) => {
    const files = downloadFiles(edition);
    await runDownload({ disk: realDisk, dir: base, files, manifest: manifestOf(files, pieceBytes), inPlace: false });
  };
  const rounds: Record<KillMode, () => Promise<unknown>> = {
    install: async () => install('one').then(async () => uninstallGame({ ...operation, keepPlayerFiles: false })),
    update: async () => install('one').then(async () => install('two')),
    uninstall: async () => install('one').then(async () => uninstallGame({ ...operation, keepPlayerFiles: true })),
    download: async () => download('one').then(async () => download('two')),
  };
  // Loaded and ready; it begins when it is told to, so that the next one can start while this round is looked at.
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  process.stdout.write('begun\n');
  for (;;) await rounds[mode]();
}
