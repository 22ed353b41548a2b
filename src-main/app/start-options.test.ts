import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultStateDir, keepKnownFlags, parseStartOptions } from './start-options.ts';

const parse = (...argv: string[]) => parseStartOptions(argv, '/cwd', '/app');

describe('parseStartOptions', () => {
  it('has a default for everything', () => {
    expect(parse('--state-dir', 's')).toEqual({
      gamesDir: null,
      stateDir: path.resolve('/cwd', 's'),
      name: null,
      catalogFile: path.resolve('/app/catalog/catalog.json'),
      defaultCertsDir: path.resolve('/app/certs'),
      certsDir: null,
      port: null,
      webPort: null,
      datagramBytes: null,
      mdns: true,
      tls: true,
      swarm: true,
      endWithInput: false,
      connect: [],
      hidden: false,
    });
  });

  it('reads every option', () => {
    const all = parse(
      '--games-dir',
      'g',
      '--port',
      '4711',
      '--web',
      '0',
      '--no-mdns',
      '--no-tls',
      '--no-swarm',
      '--connect',
      'a:1',
      '--connect',
      'b:2',
    );
    expect(all).toMatchObject({
      gamesDir: path.resolve('/cwd/g'),
      port: 4711,
      webPort: 0,
      mdns: false,
      tls: false,
      swarm: false,
      connect: ['a:1', 'b:2'],
    });
    expect(parse('--hidden', '--start', 'openra', '--portable')).toMatchObject({ hidden: true });
    expect(parse('--help')).toBe('help');
  });

  it.each([[['--port', 'x']], [['--port', '70000']], [['--datagram', '1']], [['--what']], [['stray']], [['--name']]])(
    'refuses %j with what to do',
    (argv) => {
      expect(() => parse(...argv)).toThrow(
        expect.objectContaining({ code: 'invalid-command', hint: expect.any(String) as string }),
      );
    },
  );
});

it('keeps the state of a portable program beside it, unless told otherwise', () => {
  const stateDir = path.resolve('/stick/lanspread-state');
  expect(parseStartOptions([], '/cwd', '/app', stateDir)).toMatchObject({ stateDir });
  const named = parseStartOptions(['--state-dir', 's'], '/cwd', '/app', stateDir);
  expect(named).toMatchObject({ stateDir: path.resolve('/cwd/s') });
});

it.each([
  ['linux', { XDG_STATE_HOME: '/x' }, '/x/lanspread'],
  ['linux', { LANSPREAD_HOME: '/mine', XDG_STATE_HOME: '/x' }, '/mine'],
  ['win32', { LOCALAPPDATA: '/l' }, '/l/lanspread'],
])('keeps its state where %s wants it', (platform, env, expected) => {
  expect(defaultStateDir(env, platform)).toBe(path.normalize(expected));
});

it('keeps our own flags among those of Chromium', () => {
  const argv = [
    '.',
    '--no-sandbox',
    '--name',
    'Kim',
    '--user-data-dir=/x',
    '--no-mdns',
    '--no-tls',
    '--connect=a:1',
    'stray',
  ];
  expect(keepKnownFlags(argv)).toEqual(['--name', 'Kim', '--no-mdns', '--no-tls', '--connect=a:1']);
});
