import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../src-shared/transfer-limits.ts';
import { parseCliLine, toPeerCommand } from './cli-command.ts';

const parse = (line: object) => parseCliLine(JSON.stringify(line));

describe('parseCliLine', () => {
  it.each<[object, object]>([
    [
      { cmd: 'download', gameId: 'x', install: false },
      { kind: 'download-game-files', gameId: 'x', install: false, inPlace: false },
    ],
    [
      { cmd: 'download', gameId: 'x', inPlace: true },
      { kind: 'download-game-files', gameId: 'x', install: true, inPlace: true },
    ],
    [
      { cmd: 'pause-download', gameId: 'x' },
      { kind: 'pause-download', gameId: 'x' },
    ],
    [
      { cmd: 'move-download', gameId: 'x', position: 2 },
      { kind: 'move-download', gameId: 'x', position: 2 },
    ],
    [{ cmd: 'limits' }, { kind: 'set-transfer-limits', limits: defaultLimits }],
    [
      { cmd: 'limits', upload: 1_000_000, playingDownload: null, concurrentDownloads: 3 },
      { kind: 'set-transfer-limits', limits: { ...defaultLimits, upload: 1_000_000, concurrentDownloads: 3 } },
    ],
    [
      { cmd: 'remove-download', gameId: 'x' },
      { kind: 'remove-downloaded-game', gameId: 'x' },
    ],
    [
      { cmd: 'describe-uninstall', gameId: 'x' },
      { kind: 'describe-uninstall', gameId: 'x' },
    ],
    [
      { cmd: 'uninstall', gameId: 'x' },
      { kind: 'uninstall-game', gameId: 'x', keepPlayerFiles: false },
    ],
    [
      { cmd: 'uninstall', gameId: 'x', keepPlayerFiles: true },
      { kind: 'uninstall-game', gameId: 'x', keepPlayerFiles: true },
    ],
    [
      { cmd: 'verify', gameId: 'x' },
      { kind: 'verify-game', gameId: 'x', repair: false },
    ],
    [
      { cmd: 'connect', address: 'h:1' },
      { kind: 'connect-peer', address: 'h:1' },
    ],
    [
      { cmd: 'set-game-dir', path: '/g' },
      { kind: 'set-game-dir', path: '/g' },
    ],
  ])('%j', (line, expected) => {
    const parsed = parse({ id: 7, ...line });
    if (!('command' in parsed)) throw parsed.error;
    expect(parsed.command.id).toBe('7');
    expect(toPeerCommand(parsed.command)).toEqual(expected);
  });

  it.each<[string, string, string | null]>([
    ['no JSON', '{', null],
    ['no object', '7', null],
    ['an unknown command', '{"id":"1","cmd":"fly"}', '1'],
    ['a missing game', '{"id":"2","cmd":"install"}', '2'],
    ['a missing id', '{"cmd":"status"}', null],
    ['a wrong type', '{"id":"3","cmd":"download","gameId":"x","install":"yes"}', '3'],
    ['a place that is none', '{"id":"4","cmd":"move-download","gameId":"x","position":-1}', '4'],
    ['a limit that is too small', '{"id":"5","cmd":"limits","upload":1}', '5'],
    ['a limit that is not known', '{"id":"6","cmd":"limits","uplaod":1000000}', '6'],
    ['too many downloads at once', '{"id":"7","cmd":"limits","concurrentDownloads":9}', '7'],
  ])('refuses %s and says to whom', (_what, line, id) => {
    expect(parseCliLine(line)).toMatchObject({ id, error: { code: 'invalid-command' } });
  });
});
