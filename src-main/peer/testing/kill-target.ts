// A process that changes a game without end, for rounds that kill it: `node kill-target.ts <base> <mode> <first turn>`.
import { once } from 'node:events';
import { join } from 'node:path';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { realDisk } from '../disk/real-disk.ts';
import { alwaysClosed } from '../edge/games-in-use.ts';
import { manifestOf, runDownload } from '../download/testing/download-fixture.ts';
import { installGame } from '../install/install-game.ts';
import { createUnpacker } from '../../unrar/create-unpacker.ts';
import { forkSidecar } from '../../unrar/fork-sidecar.ts';
import type { Unpacker } from '../edge/unpacker.ts';
import { fakeUnpacker } from '../install/testing/install-fixture.ts';
import { operationIn } from '../install/testing/sweep-scenarios.ts';
import { uninstallGame } from '../install/uninstall-game.ts';
import { downloadFiles, editionFiles, isKillMode, type Edition, type KillMode } from './kill-modes.ts';

const pieceBytes = 512;

const [base, mode, first] = process.argv.slice(2);
if (base !== undefined && mode !== undefined && isKillMode(mode)) await runForEver(base, mode, Number(first));

type Work = () => Promise<unknown>;

async function runForEver(base: string, mode: KillMode, first: number): Promise<void> {
  const operation = operationIn(base, realDisk);
  const { signal } = new AbortController();
  const installBy = (unpacker: Unpacker) => async () =>
    installGame({
      ...operation,
      unpacker,
      version: '20260101',
      signal,
      claim: alwaysClosed,
      onProgress: () => undefined,
    });
  const install = (edition: Edition) => installBy(fakeUnpacker({ 'game.eti': editionFiles(edition) }));
  const engine = createUnpacker({ spawn: () => forkSidecar() });
  const uninstall = (keepPlayerFiles: boolean) => async () =>
    uninstallGame({ ...operation, keepPlayerFiles }).catch(ignoreNotInstalled);
  const download = (edition: Edition) => async () => {
    const files = downloadFiles(edition);
    await runDownload({ disk: realDisk, dir: base, files, manifest: manifestOf(files, pieceBytes), inPlace: false });
  };
  const turns: Record<KillMode, [Work, Work]> = {
    install: [install('one'), uninstall(false)],
    update: [install('one'), install('two')],
    uninstall: [install('one'), uninstall(true)],
    download: [download('one'), download('two')],
    unpack: [installBy(engine), uninstall(false)],
  };
  // Its process takes longer to start than most rounds last.
  if (mode === 'unpack') await engine.list(join(operation.gameDir, operation.gameId, 'game.eti'), signal);
  // Loaded and ready; it begins when it is told to, so that the next one can start while this round is looked at.
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  process.stdout.write('begun\n');
  for (let turn = first; ; turn++) await turns[mode][turn % 2]?.();
}

/** The first turn may be that of an uninstall. */
function ignoreNotInstalled(error: unknown): void {
  if (!(error instanceof PeerError) || error.code !== 'not-installed') throw error;
}
