import { describe, expect, it } from 'vitest';
import { parsePeerCommand } from './peer-command-schema.ts';
import type { PeerCommand } from './peer-command.ts';
import { defaultLimits, maxConcurrentDownloads, minRateLimit, type TransferLimits } from './transfer-limits.ts';

const gameId = 'alpha-2.1_x';
const slowest: TransferLimits = {
  upload: minRateLimit,
  download: minRateLimit,
  playingUpload: minRateLimit,
  playingDownload: minRateLimit,
  concurrentDownloads: maxConcurrentDownloads,
};
const withLimits = (change: object) => ({ kind: 'set-transfer-limits', limits: { ...defaultLimits, ...change } });

const good: PeerCommand[] = [
  { kind: 'list-games' },
  { kind: 'get-game', gameId },
  { kind: 'fetch-latest-from-peers', gameId },
  { kind: 'download-game-files', gameId, install: true },
  { kind: 'download-game-files', gameId, install: false, inPlace: true },
  { kind: 'stream-install-game', gameId },
  { kind: 'install-game', gameId },
  { kind: 'describe-uninstall', gameId },
  { kind: 'uninstall-game', gameId },
  { kind: 'uninstall-game', gameId, keepPlayerFiles: true },
  { kind: 'remove-downloaded-game', gameId },
  { kind: 'cancel-download', gameId },
  { kind: 'pause-download', gameId },
  { kind: 'resume-download', gameId },
  { kind: 'move-download', gameId, position: 0 },
  { kind: 'verify-game', gameId },
  { kind: 'set-transfer-limits', limits: defaultLimits },
  { kind: 'set-transfer-limits', limits: slowest },
  { kind: 'set-game-dir', path: String.raw`D:\Games & more` },
  { kind: 'get-peer-count' },
  { kind: 'connect-peer', address: '10.0.0.7:4711' },
];

const bad: [unknown, string][] = [
  [null, 'must be an object'],
  [[], 'must be an object'],
  ['list-games', 'must be an object'],
  [{}, '"kind"'],
  [{ kind: 'format-disk' }, '"kind"'],
  [{ kind: 'list-games', extra: 1 }, '"extra"'],
  [{ kind: 'get-game' }, '"gameId"'],
  [{ kind: 'get-game', gameId: '' }, '"gameId"'],
  [{ kind: 'get-game', gameId: 7 }, '"gameId"'],
  [{ kind: 'get-game', gameId: '..' }, '"gameId"'],
  [{ kind: 'get-game', gameId: '../x' }, '"gameId"'],
  [{ kind: 'get-game', gameId: String.raw`a\b` }, '"gameId"'],
  [{ kind: 'get-game', gameId: 'c:x' }, '"gameId"'],
  [{ kind: 'get-game', gameId: 'a\u0000' }, '"gameId"'],
  [{ kind: 'get-game', gameId: 'a'.repeat(129) }, '"gameId"'],
  [{ kind: 'download-game-files', gameId, install: 'yes' }, '"install"'],
  [{ kind: 'download-game-files', gameId }, '"install"'],
  [{ kind: 'download-game-files', gameId, install: true, inPlace: 1 }, '"inPlace"'],
  [{ kind: 'move-download', gameId }, '"position"'],
  [{ kind: 'move-download', gameId, position: -1 }, '"position"'],
  [{ kind: 'move-download', gameId, position: 0.5 }, '"position"'],
  [{ kind: 'set-transfer-limits' }, '"limits"'],
  [withLimits({ upload: minRateLimit - 1 }), '"limits.upload"'],
  [withLimits({ download: 0 }), '"limits.download"'],
  [withLimits({ playingUpload: '1000000' }), '"limits.playingUpload"'],
  [withLimits({ playingDownload: 100_000.5 }), '"limits.playingDownload"'],
  [withLimits({ upload: undefined }), '"limits.upload"'],
  [withLimits({ concurrentDownloads: 0 }), '"limits.concurrentDownloads"'],
  [withLimits({ concurrentDownloads: maxConcurrentDownloads + 1 }), '"limits.concurrentDownloads"'],
  [withLimits({ concurrentDownloads: null }), '"limits.concurrentDownloads"'],
  [withLimits({ extra: 1 }), '"extra"'],
  [{ kind: 'set-game-dir', path: '' }, '"path"'],
  [{ kind: 'set-game-dir', path: 'a\u0000b' }, '"path"'],
  [{ kind: 'connect-peer', address: '10.0.0.7' }, '"address"'],
  [{ kind: 'connect-peer', address: '10.0.0.7:0' }, '"address"'],
  [{ kind: 'connect-peer', address: '10.0.0.7:65536' }, '"address"'],
  [{ kind: 'connect-peer', address: 'http://10.0.0.7:80' }, '"address"'],
];

describe('parsePeerCommand', () => {
  it.each(good)('accepts $kind', (command) => expect(parsePeerCommand({ ...command })).toEqual(command));

  it.each(bad)('refuses %j and names %s', (raw, named) => {
    expect(() => parsePeerCommand(raw)).toThrow(
      expect.objectContaining({ code: 'invalid-command', message: expect.stringContaining(named) }),
    );
  });
});
