import { describe, expect, it } from 'vitest';
import { parsePeerCommand } from './peer-command-schema.ts';
import type { PeerCommand } from './peer-command.ts';

const gameId = 'alpha-2.1_x';

const good: PeerCommand[] = [
  { kind: 'list-games' },
  { kind: 'get-game', gameId },
  { kind: 'fetch-latest-from-peers', gameId },
  { kind: 'download-game-files', gameId, install: true },
  { kind: 'stream-install-game', gameId },
  { kind: 'install-game', gameId },
  { kind: 'uninstall-game', gameId },
  { kind: 'remove-downloaded-game', gameId },
  { kind: 'cancel-download', gameId },
  { kind: 'pause-download', gameId },
  { kind: 'resume-download', gameId },
  { kind: 'verify-game', gameId },
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
