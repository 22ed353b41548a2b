// A mesh of peers that all know each other, and what may be done to it at random.
import { setTimeout as pause } from 'node:timers/promises';
import type { CatalogGame, GameId } from '../../src-shared/game.ts';
import type { ErrorCode } from '../../src-shared/peer-error.ts';
import { manyPieceGame, type GameSpec } from '../game-fixtures.ts';
import { CommandError, type PeerProcess } from '../peer-process.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { version } from './games.ts';
import type { Actor, Stage } from './stage.ts';
import { connect, readStatus } from './steps.ts';
import { describeQueue, readQueue, setLimits, slowDown } from './transfer-steps.ts';

export interface Mesh {
  games: readonly GameSpec[];
  /** By position; a peer that was started again takes the place of the one before. */
  actors: Actor[];
  /** Every peer that ever was. */
  everybody: PeerProcess[];
  /** Who has the game from the beginning, and to the end. */
  keeperOf: (gameId: GameId) => Actor;
}

const peerCount = 8;
const sizesMib = [5, 9, 12, 16, 24];
const uploadMibPerSecond = 6;

/** Failures that must not happen among honest peers, whatever is asked of them. */
export const neverCodes: readonly ErrorCode[] = [
  'internal',
  'bad-data',
  'bad-manifest',
  'no-majority',
  'protocol-error',
  'disk-error',
  'permission-denied',
  'archive-corrupt',
  'unknown-game',
  'invalid-command',
];

const gameIdAt = (index: number): GameId => `mesh-${index}`;
const nameAt = (index: number) => `peer${index}`;

/** Peer `n` keeps game `n`; some others have it too, as the chance wills. */
export async function startMesh(stage: Stage, random: SeededRandom): Promise<Mesh> {
  const games = sizesMib.map((size, index) => manyPieceGame(gameIdAt(index), size));
  const catalog = games.map(({ id }): CatalogGame => ({ id, title: `Game ${id}`, version }));
  const setups = Array.from({ length: peerCount }, (_, index) => ({
    catalog,
    games: games.filter((_game, game) => game === index || random.next() < 0.15),
  }));
  const actors = await Promise.all(setups.map(async (setup, index) => stage.startPeer(nameAt(index), setup)));
  const mesh: Mesh = {
    games,
    actors,
    everybody: [...actors],
    keeperOf: (gameId) => actors[games.findIndex(({ id }) => id === gameId)] as Actor,
  };
  for (const [index, actor] of actors.entries()) {
    for (const other of actors.slice(0, index)) await connect(actor, other);
    await slowDown(actor, uploadMibPerSecond);
  }
  return mesh;
}

interface Deed {
  weight: number;
  cmd: string;
  /** Fields beside the game; null where nothing can be done just now. */
  fields?: (actor: Actor, random: SeededRandom) => Promise<Record<string, unknown> | null>;
}

const positionInQueue: Deed['fields'] = async (actor, random) => {
  const queue = await readQueue(actor);
  if (queue.length === 0) return null;
  return { gameId: random.pick(queue).gameId, position: random.between(0, queue.length - 1) };
};

const deeds: readonly Deed[] = [
  { weight: 8, cmd: 'download', fields: async (_actor, random) => ({ install: random.next() < 0.4 }) },
  { weight: 2, cmd: 'pause-download' },
  { weight: 3, cmd: 'resume-download' },
  { weight: 1, cmd: 'cancel-download' },
  { weight: 1, cmd: 'verify', fields: async (_actor, random) => ({ repair: random.next() < 0.5 }) },
  { weight: 1, cmd: 'install' },
  { weight: 2, cmd: 'uninstall' },
  { weight: 3, cmd: 'remove-download' },
  { weight: 1, cmd: 'move-download', fields: positionInQueue },
  { weight: 1, cmd: 'limits' },
  { weight: 0.5, cmd: 'restart' },
];

/** Does one thing somewhere. Refusals are part of life, except for those that must never be. */
export async function doSomething(stage: Stage, mesh: Mesh, random: SeededRandom): Promise<void> {
  const index = random.between(0, peerCount - 1);
  const actor = mesh.actors[index] as Actor;
  const gameId = random.pick(mesh.games).id;
  const { cmd, fields } = random.pickWeighted(deeds);
  const isKeeper = mesh.keeperOf(gameId) === actor;
  if (cmd === 'restart') return index < mesh.games.length ? undefined : restart(stage, mesh, index);
  if (cmd === 'limits') return slowDown(actor, random.between(1, 2 * uploadMibPerSecond));
  if (cmd === 'remove-download' && isKeeper) return;
  const more = fields === undefined ? {} : await fields(actor, random);
  if (more === null) return;
  await tolerate(actor.command(cmd, { gameId, ...more }));
}

async function tolerate(command: Promise<unknown>): Promise<void> {
  try {
    await command;
  } catch (error) {
    if (!(error instanceof CommandError) || neverCodes.includes(error.data.code)) throw error;
  }
}

/** As a power failure does, and everybody meets it again. */
async function restart(stage: Stage, mesh: Mesh, index: number): Promise<void> {
  await mesh.actors[index]?.kill();
  const catalog = mesh.games.map(({ id }): CatalogGame => ({ id, title: `Game ${id}`, version }));
  const actor = await stage.startPeer(nameAt(index), { catalog });
  mesh.actors[index] = actor;
  mesh.everybody.push(actor);
  for (const other of mesh.actors) if (other !== actor) await connect(actor, other);
}

const settleLimitMs = 60_000;
const lookAgainMs = 200;

/** Takes away all limits and sees every download to its end, or cancels it; resolves when nothing runs any more. */
export async function settle({ actors }: Mesh, random: SeededRandom): Promise<void> {
  for (const actor of actors) await setLimits(actor, { concurrentDownloads: 2 });
  const giveUpMs = performance.now() + settleLimitMs;
  for (;;) {
    const busy: string[] = [];
    for (const actor of actors) busy.push(...(await push(actor, random)));
    if (busy.length === 0) return;
    if (performance.now() > giveUpMs) throw new Error(`it does not come to rest: ${busy.join('; ')}`);
    await pause(lookAgainMs);
  }
}

/** Resumes or cancels what stands still; answers what is left to be done. */
async function push(actor: Actor, random: SeededRandom): Promise<string[]> {
  const { queue, operations, outboundTransfers } = await readStatus(actor);
  for (const { gameId, state } of queue) {
    if (state !== 'paused' && state !== 'failed') continue;
    await tolerate(actor.command(random.next() < 0.7 ? 'resume-download' : 'cancel-download', { gameId }));
  }
  return [
    ...describeQueue(queue),
    ...operations.map(({ gameId, kind }) => `${gameId} ${kind}`),
    ...Object.keys(outboundTransfers).map((gameId) => `${gameId} outbound`),
  ].map((what) => `${actor.name}: ${what}`);
}
