// Makes what the demo needs: three small playable games on one PC, an empty folder on the other, and their catalog.
import { createCipheriv } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveSuffix, sentinelName } from '../src-main/peer/disk/names.ts';
import { demoGames, startScripts, type DemoGame } from './demo-games.ts';
import { writeStoredRar, type GeneratedData } from './stored-rar.ts';

export interface DemoPlace {
  stateDir: string;
  gameDir: string;
}

export interface Demo {
  catalogFile: string;
  /** The other PC, which has the games. */
  demoPc: DemoPlace;
  /** The player's own. */
  player: DemoPlace;
}

/** A new date here makes the games anew. */
const demoVersion = '20261101';

/** Writes below `folder` alone; what is there already is kept. Takes about a second the first time. */
export async function prepareDemo(folder: string): Promise<Demo> {
  const demo: Demo = {
    catalogFile: join(folder, 'catalog.json'),
    demoPc: { stateDir: join(folder, 'demo-pc', 'state'), gameDir: join(folder, 'demo-pc', 'games') },
    player: { stateDir: join(folder, 'you', 'state'), gameDir: join(folder, 'you', 'games') },
  };
  for (const place of [demo.demoPc, demo.player]) {
    await mkdir(place.stateDir, { recursive: true });
    await mkdir(place.gameDir, { recursive: true });
  }
  for (const game of demoGames) await makeGame(demo.demoPc.gameDir, game);
  await writeFile(demo.catalogFile, JSON.stringify({ games: demoGames.map(catalogEntry) }, null, 2));
  return demo;
}

function catalogEntry({ id, title, genre, description }: DemoGame) {
  return { id, title, version: demoVersion, genre, description, minPlayers: 1, maxPlayers: 1 };
}

/** The archive has its name, and the sentinel is there, only once they are whole. */
async function makeGame(gameDir: string, game: DemoGame): Promise<void> {
  const root = join(gameDir, game.id);
  const sentinel = join(root, sentinelName);
  const made = await readFile(sentinel, 'utf8').catch(() => '');
  if (made.startsWith(demoVersion)) return;
  await rm(root, { recursive: true, force: true });
  await mkdir(root);
  await writeStoredRar(join(root, 'unfinished'), [
    ...Object.entries(startScripts(game.title)).map(([path, text]) => ({ path, data: Buffer.from(text) })),
    { path: 'game.html', data: await readFile(join(import.meta.dirname, 'demo', `${game.page}.html`)) },
    { path: 'data/levels.bin', data: fillerData(game.dataBytes, game.id) },
  ]);
  await rename(join(root, 'unfinished'), join(root, game.id + archiveSuffix));
  await writeFile(sentinel, `${demoVersion}\n`);
}

/** Bytes that look random and are the same on every run, so that there is something to fetch. */
export function fillerData(size: number, seed: string): GeneratedData {
  const key = Buffer.alloc(16, seed);
  const fill = (offset: number, length: number) => {
    const counter = Buffer.alloc(16);
    const skipped = offset % 16;
    counter.writeBigUInt64BE(BigInt((offset - skipped) / 16), 8);
    const stream = createCipheriv('aes-128-ctr', key, counter).update(Buffer.alloc(skipped + length));
    return stream.subarray(skipped);
  };
  return { size, fill };
}
