import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../peer/edge/clock.ts';
import { createGamePlayer, type GamePlayer, type PlayRequest } from './play-game.ts';
import { quoteForCmd, scriptCommand } from './start-script.ts';
import { makeTempDir } from './testing/temp-dir.ts';

interface Setup {
  player: GamePlayer;
  request: PlayRequest;
  root: string;
  stateDir: string;
  logged: string[];
  playing: boolean[];
}

/** `patient`: never gives up on an early exit; otherwise the second is over as soon as the script runs. */
async function setUp(scripts: Record<string, string>, patient = true): Promise<Setup> {
  const dir = await makeTempDir();
  const root = join(dir, 'games', 'alpha');
  await mkdir(join(root, 'local'), { recursive: true });
  for (const [name, text] of Object.entries(scripts)) await writeFile(join(root, name), text);
  const clock: Clock = {
    wallMs: () => 0,
    nowMs: () => 0,
    after: (_ms, run) => {
      if (!patient) run();
      return () => {};
    },
  };
  const logged: string[] = [];
  const stateDir = join(dir, 'state');
  await mkdir(stateDir);
  const playing: boolean[] = [];
  const player = createGamePlayer({
    stateDir,
    language: 'en',
    onPlayingChanged: (now) => void playing.push(now),
    clock,
    log: (_level, text) => logged.push(text),
  });
  const request = { gameId: 'alpha', title: 'Alpha', gameRoot: root, playerName: "Ada's $(touch x) *" };
  return { player, request, root, stateDir, logged, playing };
}

const tellAll = 'pwd; for argument in "$@"; do echo "$argument"; done';

describe.skipIf(process.platform === 'win32')('play', () => {
  it.each(['', 'local/'])('runs the script in "%s" with path, id, language and player, there', async (place) => {
    const { player, request, root, stateDir } = await setUp({ [`${place}game_start.sh`]: tellAll });
    await player.play(request);
    const output = await readFile(join(stateDir, 'games/alpha/play.log'), 'utf8');
    expect(output.split('\n')).toEqual([
      join(root, place, '.').replace(/\/$/, ''),
      join(root, 'local'),
      'alpha',
      'en',
      "Ada's $(touch x) *",
      '',
    ]);
  });

  it('prefers the script of the game root', async () => {
    const scripts = { 'game_start.sh': 'echo root', 'local/game_start.sh': 'echo local' };
    const { player, request, stateDir } = await setUp(scripts);
    await player.play(request);
    expect(await readFile(join(stateDir, 'games/alpha/play.log'), 'utf8')).toBe('root\n');
  });

  it('sets the game up once, before its first start', async () => {
    const scripts = { 'game_setup.sh': 'echo set-up >> "$1/trace"', 'game_start.sh': 'echo start >> "$1/trace"' };
    const { player, request, root } = await setUp(scripts);
    await player.play(request);
    await player.play(request);
    expect(await readFile(join(root, 'local/trace'), 'utf8')).toBe('set-up\nstart\nstart\n');
  });

  it('does not start a game whose set-up failed, and tries again next time', async () => {
    const { player, request, root, stateDir } = await setUp({ 'game_setup.sh': 'exit 3', 'game_start.sh': '' });
    await expect(player.play(request)).rejects.toMatchObject({
      code: 'cannot-play',
      message: expect.stringContaining('game_setup.sh of Alpha ended with code 3') as string,
      hint: expect.stringContaining(join(stateDir, 'games/alpha/play.log')) as string,
    });
    await rm(join(root, 'game_setup.sh'));
    await expect(player.play(request)).resolves.toBeUndefined();
  });

  it('says what to do when there is no script', async () => {
    const { player, request, root } = await setUp({});
    await expect(player.play(request)).rejects.toMatchObject({
      code: 'cannot-play',
      message: expect.stringContaining('game_start.sh') as string,
      hint: expect.stringContaining(root) as string,
    });
  });

  it.each(['exit 7', 'kill -9 $$'])('reports a script that fails at once: %s', async (text) => {
    const { player, request } = await setUp({ 'game_start.sh': text });
    await expect(player.play(request)).rejects.toMatchObject({ code: 'cannot-play' });
  });

  it('leaves a running game alone and notes a later failure', async () => {
    const { player, request, root, logged } = await setUp({ 'game_start.sh': 'read gate < gate; exit 5' }, false);
    const gate = join(root, 'gate');
    execFileSync('mkfifo', [gate]);
    await player.play(request);
    expect(logged).toEqual([]);
    await writeFile(gate, 'go\n');
    await expect.poll(() => logged).toEqual([expect.stringContaining('ended with code 5')]);
  });

  it('tells once that games run, and once that the last of them has ended', async () => {
    const scripts = { 'game_start.sh': 'read gate < "$2.gate"; exit 5' };
    const { player, request, root, logged, playing } = await setUp(scripts, false);
    for (const gameId of ['one', 'two']) {
      execFileSync('mkfifo', [join(root, `${gameId}.gate`)]);
      await player.play({ ...request, gameId });
    }
    await writeFile(join(root, 'one.gate'), 'go\n');
    await expect.poll(() => logged.length).toBe(1);
    expect(playing).toEqual([true]);
    await writeFile(join(root, 'two.gate'), 'go\n');
    await expect.poll(() => logged.length).toBe(2);
    expect(playing).toEqual([true, false]);
  });

  it.each(['exit 7', 'exit 0'])('tells nothing of a script that is over at once: %s', async (text) => {
    const { player, request, playing } = await setUp({ 'game_setup.sh': '', 'game_start.sh': text });
    await player.play(request).catch(() => {});
    expect(playing).toEqual([]);
  });

  it('refuses a second start while the first is not done', async () => {
    const { player, request } = await setUp({ 'game_start.sh': '' });
    const first = player.play(request);
    await expect(player.play(request)).rejects.toMatchObject({ code: 'operation-in-progress' });
    await first;
  });

  it('reports a folder that is gone', async () => {
    const { player, request, root } = await setUp({ 'game_start.sh': '' });
    await rm(root, { recursive: true });
    await expect(player.play(request)).rejects.toMatchObject({ code: 'cannot-play' });
  });
});

describe('scriptCommand', () => {
  it('quotes every argument for cmd.exe and keeps the outer quotes for /s', () => {
    const command = scriptCommand(
      'C:\\Games & more\\a\\game_start.cmd',
      ['C:\\x y', 'a', 'en', 'Tom & (Jerry) ^'],
      'win32',
    );
    expect(command).toMatchObject({
      args: [
        '/d',
        '/v:off',
        '/s',
        '/c',
        '""C:\\Games & more\\a\\game_start.cmd" "C:\\x y" "a" "en" "Tom & (Jerry) ^""',
      ],
      verbatim: true,
    });
  });

  it('hands arguments to sh as they are', () => {
    expect(scriptCommand('/g/a/game_start.sh', ['/g/a/local', '"%'], 'linux')).toEqual({
      file: '/bin/sh',
      args: ['/g/a/game_start.sh', '/g/a/local', '"%'],
      cwd: '/g/a',
      verbatim: false,
    });
  });

  it.each(['a"b', '%PATH%', 'a\nb', 'a\u0000'])('refuses %j, which cmd.exe would not take literally', (text) => {
    expect(() => quoteForCmd(text)).toThrow(expect.objectContaining({ code: 'cannot-play' }) as Error);
  });
});
