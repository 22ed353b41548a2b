import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunningChange } from '../../src-shared/running-game.ts';
import type { Clock } from '../peer/edge/clock.ts';
import { createGamePlayer, watchPlaying, type GamePlayer, type PlayRequest } from './play-game.ts';
import { makeTempDir } from './testing/temp-dir.ts';

interface Setup {
  player: GamePlayer;
  request: PlayRequest;
  root: string;
  stateDir: string;
  logged: string[];
  playing: boolean[];
  changes: RunningChange[];
  /** As at the next start of the launcher. */
  open: () => GamePlayer;
}

/**
 * `patient`: never gives up on an early exit; otherwise the second is over as soon as the script runs. Every other wait
 * is short; that for a game to end by itself is as given.
 */
async function setUp(scripts: Record<string, string>, patient = true, endMs = 30_000): Promise<Setup> {
  const dir = await makeTempDir();
  const root = join(dir, 'games', 'alpha');
  await mkdir(join(root, 'local'), { recursive: true });
  for (const [name, text] of Object.entries(scripts)) await writeFile(join(root, name), text);
  const after: Clock['after'] = (ms, run) => {
    if (ms === 1000 && patient) return () => {};
    const timer = setTimeout(run, ms === 1000 ? 0 : ms === 5000 ? endMs : 5);
    return () => clearTimeout(timer);
  };
  const clock: Clock = { wallMs: () => 77, nowMs: () => 0, after };
  const logged: string[] = [];
  const stateDir = join(dir, 'state');
  await mkdir(stateDir);
  const players: GamePlayer[] = [];
  const open = () => {
    const opened = createGamePlayer({
      stateDir,
      language: () => 'en',
      clock,
      log: (_level, text) => logged.push(text),
    });
    players.push(opened);
    return opened;
  };
  const player = open();
  const playing: boolean[] = [];
  const changes: RunningChange[] = [];
  watchPlaying(player, (now) => void playing.push(now));
  player.watch((change) => void changes.push(change));
  onTestFinished(async () => {
    const last = players.at(-1) ?? player;
    for (const { gameId, kind } of last.running()) await last.end(gameId, kind);
    for (const each of players) await each.stop();
  });
  const playerName = "Ada's $(touch x) *";
  const request: PlayRequest = { gameId: 'alpha', title: 'Alpha', gameRoot: root, playerName, kind: 'game' };
  return { player, request, root, stateDir, logged, playing, changes, open };
}

/** Somebody has to collect what is left of a process without a parent, which takes some systems a second. */
const longEnough = { timeout: 20_000 };

/** Blocks until something is written into `<folder of the script>/gate`. */
const waitAtGate = 'read line < gate';

const ready = 'echo yes > ready';

async function isReady(root: string): Promise<void> {
  const written = async () => readFile(join(root, 'ready'), 'utf8').catch(() => '');
  await expect.poll(written, longEnough).toBe('yes\n');
}

function makeGate(folder: string, name = 'gate'): string {
  const gate = join(folder, name);
  execFileSync('mkfifo', [gate]);
  return gate;
}

function processTreeIsThere(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
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

  it('lists a set-up while it runs, and says nothing of its end', async () => {
    const scripts = { 'game_setup.sh': waitAtGate, 'game_start.sh': '' };
    const { player, request, root, changes } = await setUp(scripts);
    const gate = makeGate(root);
    const start = player.play(request);
    const row = { gameId: 'alpha', kind: 'game', sinceMs: 77, settingUp: true };
    await expect.poll(() => player.running()).toEqual([row]);
    await writeFile(gate, 'go\n');
    await start;
    expect(changes).toEqual([
      { running: [row], ended: null },
      { running: [], ended: null },
    ]);
  });

  it.each(['game', 'server'] as const)('stops a set-up that hangs, and does it again next time: %s', async (kind) => {
    const scripts = { 'game_setup.sh': `echo set-up; ${waitAtGate}`, [`${kind}_start.sh`]: 'echo started' };
    const { player, request, root, stateDir, logged } = await setUp(scripts);
    const gate = makeGate(root);
    const start = player.play({ ...request, kind });
    await expect.poll(() => player.running().length).toBe(1);
    await Promise.all([expect(start).rejects.toMatchObject({ code: 'cancelled' }), player.end('alpha', kind)]);
    expect([player.running(), player.isInUse('alpha'), logged]).toEqual([[], false, []]);
    const again = player.play({ ...request, kind });
    await writeFile(gate, 'go\n');
    await again;
    const log = join(stateDir, 'games/alpha', kind === 'game' ? 'play.log' : 'server.log');
    expect(await readFile(log, 'utf8')).toBe('set-up\nstarted\n');
  });

  it('does not start a game whose set-up failed, and tries again next time', async () => {
    const { player, request, root, stateDir } = await setUp({
      'game_setup.sh': 'echo no disc >&2; exit 3',
      'game_start.sh': '',
    });
    await expect(player.play(request)).rejects.toMatchObject({
      code: 'cannot-play',
      message: expect.stringContaining('game_setup.sh of Alpha ended with code 3') as string,
      hint: expect.stringContaining(join(stateDir, 'games/alpha/play.log')) as string,
      output: 'no disc',
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

  it('leaves a running game alone, and tells a later failure with its code and where its output is', async () => {
    const scripts = { 'game_start.sh': `${waitAtGate}; echo no display; exit 5` };
    const { player, request, root, stateDir, logged, changes } = await setUp(scripts, false);
    const gate = makeGate(root);
    await player.play(request);
    const row = { gameId: 'alpha', kind: 'game', sinceMs: 77 };
    expect(player.running()).toEqual([row]);
    expect([logged, changes]).toEqual([[], [{ running: [row], ended: null }]]);
    await writeFile(gate, 'go\n');
    await expect.poll(() => changes.length, longEnough).toBe(2);
    const message = 'game_start.sh of Alpha ended with code 5.';
    const hint = `What it wrote is in ${join(stateDir, 'games/alpha/play.log')}.`;
    const ended = {
      gameId: 'alpha',
      kind: 'game',
      code: 5,
      error: { code: 'cannot-play', message, hint, output: 'no display' },
    };
    expect(changes[1]).toEqual({ running: [], ended });
    expect([logged, player.running()]).toEqual([[message], []]);
  });

  it('tells once that games run, and once that the last of them has ended', async () => {
    const scripts = { 'game_start.sh': 'read gate < "$2.gate"' };
    const { player, request, root, changes, playing } = await setUp(scripts, false);
    for (const gameId of ['one', 'two']) {
      makeGate(root, `${gameId}.gate`);
      await player.play({ ...request, gameId });
    }
    await writeFile(join(root, 'one.gate'), 'go\n');
    await expect.poll(() => changes.length, longEnough).toBe(3);
    expect(playing).toEqual([true]);
    await writeFile(join(root, 'two.gate'), 'go\n');
    await expect.poll(() => changes.length, longEnough).toBe(4);
    expect(playing).toEqual([true, false]);
  });

  it('goes on running while what the script left in the background does', async () => {
    const { player, request, root, changes, playing } = await setUp({ 'game_start.sh': `(${waitAtGate}) & exit 0` });
    const gate = makeGate(root);
    await player.play(request);
    expect([player.running().length, playing]).toEqual([1, [true]]);
    await writeFile(gate, 'go\n');
    await expect.poll(() => changes.at(-1)?.ended, longEnough).toMatchObject({ code: 0, error: null });
    expect(playing).toEqual([true, false]);
  });

  it('refuses to start what runs already, but not its server', async () => {
    const { player, request, root, stateDir, playing } = await setUp(
      { 'game_start.sh': waitAtGate, 'server_start.sh': `echo "$@"; ${waitAtGate}` },
      false,
    );
    makeGate(root);
    await player.play({ ...request, kind: 'server', playerName: 'Ada' });
    expect(playing).toEqual([]);
    await player.play(request);
    for (const kind of ['game', 'server'] as const) {
      await expect(player.play({ ...request, kind })).rejects.toMatchObject({ code: 'game-running' });
    }
    expect(player.running().map(({ kind }) => kind)).toEqual(['server', 'game']);
    const written = async () => readFile(join(stateDir, 'games/alpha/server.log'), 'utf8');
    await expect.poll(written).toBe(`${join(root, 'local')} alpha en Ada\n`);
  });

  it('is in use from the first moment until it has ended', async () => {
    const { player, request, root } = await setUp({ 'game_start.sh': waitAtGate }, false);
    makeGate(root);
    expect(player.isInUse('alpha')).toBe(false);
    const start = player.play(request);
    expect(player.isInUse('alpha')).toBe(true);
    await start;
    expect(player.isInUse('alpha')).toBe(true);
    await player.end('alpha', 'game');
    expect(player.isInUse('alpha')).toBe(false);
  });

  it('is not started while something changes it, and is not claimed while it is started or runs', async () => {
    const { player, request, root } = await setUp({ 'game_start.sh': waitAtGate }, false);
    makeGate(root);
    const releases = [player.tryClaim('alpha'), player.tryClaim('alpha')];
    for (const release of releases) {
      const hint = 'Wait until that is done.';
      await expect(player.play(request)).rejects.toMatchObject({ code: 'operation-in-progress', hint });
      expect([player.isInUse('alpha'), player.isInUse('beta')]).toEqual([false, false]);
      release?.();
      release?.();
    }
    const start = player.play(request);
    expect(player.tryClaim('alpha')).toBeNull();
    await start;
    expect(player.tryClaim('alpha')).toBeNull();
    await player.end('alpha', 'game');
    expect(player.tryClaim('alpha')).not.toBeNull();
  });

  it('says when it comes out of use because it could not be started', async () => {
    const { player, request } = await setUp({ 'game_start.sh': 'exit 7' });
    const uses: boolean[] = [];
    player.watchUse(() => void uses.push(player.isInUse('alpha')));
    await expect(player.play(request)).rejects.toMatchObject({ code: 'cannot-play' });
    expect(uses).toEqual([false]);
  });

  it('says when it comes into use and out of it', async () => {
    const { player, request, root } = await setUp({ 'server_start.sh': waitAtGate }, false);
    makeGate(root);
    const uses: boolean[] = [];
    player.watchUse(() => void uses.push(player.isInUse('alpha')));
    await player.play({ ...request, kind: 'server' });
    expect(uses.at(-1)).toBe(true);
    await player.end('alpha', 'server');
    expect(uses.at(-1)).toBe(false);
  });

  it.each<[string, string, boolean, number | null]>([
    ['a game that waits', `${ready}; ${waitAtGate}; true`, false, null],
    ['one in the background', `(${ready}; ${waitAtGate}) & exit 0`, true, 0],
    ['both', `(${ready}; ${waitAtGate}) & ${waitAtGate}`, false, null],
    ['one that ends well when asked', `trap 'exit 0' TERM; (${ready}; ${waitAtGate}) & wait`, false, 0],
  ])('ends %s, which is no failure', async (_what, script, patient, code) => {
    const { player, request, root, logged, changes } = await setUp({ 'game_start.sh': script }, patient);
    makeGate(root);
    await player.play(request);
    await isReady(root);
    await player.end('alpha', 'game');
    expect(changes.at(-1)).toEqual({ running: [], ended: { gameId: 'alpha', kind: 'game', code, error: null } });
    expect(logged).toEqual([]);
    await expect(player.end('alpha', 'game')).rejects.toMatchObject({ code: 'nothing-to-cancel' });
  });

  it('forces what does not end when asked', async () => {
    const script = `trap '' TERM; ${ready}; while :; do ${waitAtGate}; done`;
    const { player, request, root, changes } = await setUp({ 'game_start.sh': script }, false, 200);
    makeGate(root);
    await player.play(request);
    await isReady(root);
    await player.end('alpha', 'game');
    expect(changes.at(-1)?.ended).toMatchObject({ code: null, error: null });
  });

  it('is known to the next start of the launcher, which can end it', async () => {
    const { player, request, root, open } = await setUp({ 'game_start.sh': `${ready}; ${waitAtGate}` }, false);
    makeGate(root);
    await player.play(request);
    await isReady(root);
    await player.stop();
    const next = open();
    await next.findEarlier();
    const changes: RunningChange[] = [];
    const playing: boolean[] = [];
    next.watch((change) => void changes.push(change));
    watchPlaying(next, (now) => void playing.push(now));
    expect([next.running(), next.tryClaim('alpha')]).toEqual([[{ gameId: 'alpha', kind: 'game', sinceMs: 77 }], null]);
    await expect(next.play(request)).rejects.toMatchObject({ code: 'game-running' });
    await next.end('alpha', 'game');
    expect(changes).toEqual([{ running: [], ended: { gameId: 'alpha', kind: 'game', code: 0, error: null } }]);
    expect(playing).toEqual([true, false]);
    await next.stop();
    const later = open();
    await later.findEarlier();
    expect(later.running()).toEqual([]);
  });

  it('is forgotten when it ended while the launcher was closed', async () => {
    const { player, request, root, open, stateDir } = await setUp(
      { 'game_start.sh': `${ready}; ${waitAtGate}` },
      false,
    );
    const gate = makeGate(root);
    await player.play(request);
    await player.stop();
    const noted = JSON.parse(await readFile(join(stateDir, 'running-games.json'), 'utf8')) as { pid: number }[];
    await writeFile(gate, 'go\n');
    const isThere = () => processTreeIsThere(noted[0]?.pid ?? Number.NaN);
    await expect.poll(isThere, longEnough).toBe(false);
    const next = open();
    await next.findEarlier();
    await next.stop();
    expect(next.running()).toEqual([]);
    expect(await readFile(join(stateDir, 'running-games.json'), 'utf8')).toBe('[]\n');
  });

  it.each(['not json', '[{"gameId":"alpha"}]'])('begins anew with notes that it cannot read: %s', async (text) => {
    const { player, stateDir, logged } = await setUp({});
    await writeFile(join(stateDir, 'running-games.json'), text);
    await player.findEarlier();
    expect(player.running()).toEqual([]);
    expect(logged).toEqual([expect.stringContaining('running-games.json')]);
  });

  it('watches nothing that is still being started when it stops', async () => {
    const { player, request, root, changes } = await setUp({ 'game_start.sh': `${ready}; ${waitAtGate}` }, false);
    const gate = makeGate(root);
    const start = player.play(request);
    await player.stop();
    await start;
    expect([player.running(), changes]).toEqual([[], []]);
    await isReady(root);
    await writeFile(gate, 'go\n');
  });

  it('finds which scripts there are', async () => {
    const { player, root } = await setUp({ 'local/server_start.sh': '' });
    expect(await player.findScripts(root)).toEqual({ game: false, server: true });
    await writeFile(join(root, 'game_start.sh'), '');
    expect(await player.findScripts(root)).toEqual({ game: true, server: true });
  });

  it('says what to do when there is no script for a server', async () => {
    const { player, request } = await setUp({ 'game_start.sh': '' });
    await expect(player.play({ ...request, kind: 'server' })).rejects.toMatchObject({
      code: 'cannot-play',
      message: expect.stringContaining('server_start.sh') as string,
    });
  });

  it('writes the player name into the install before the set-up, once', async () => {
    const scripts = {
      'local/account_name.txt': 'Player\n',
      'game_setup.sh': 'cat "$1/account_name.txt"',
      'game_start.sh': '',
    };
    const { player, request, root, stateDir } = await setUp(scripts);
    await player.play({ ...request, playerName: 'Ada' });
    expect(await readFile(join(stateDir, 'games/alpha/play.log'), 'utf8')).toBe('Ada\n');
    await player.play({ ...request, playerName: 'Grace' });
    expect(await readFile(join(root, 'local/account_name.txt'), 'utf8')).toBe('Ada\n');
  });

  it("keeps the launcher's own environment to itself", async () => {
    process.env['NODE_OPTIONS'] = '';
    process.env['LANSPREAD_TEST'] = 'x';
    const { player, request, stateDir } = await setUp({ 'game_start.sh': 'env' });
    await player.play(request);
    const output = await readFile(join(stateDir, 'games/alpha/play.log'), 'utf8');
    expect(output).toContain('PATH=');
    expect(output).not.toMatch(/^(NODE_|LANSPREAD_|npm_)/mu);
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
