// Everything at once, at random.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { installDirName } from '../../../src-main/peer/disk/names.ts';
import { hashTree } from '../../game-fixtures.ts';
import { createSeededRandom } from '../../seeded-random.ts';
import { doSomething, neverCodes, settle, startMesh, type Mesh } from '../mesh.ts';
import type { Scenario } from '../scenario.ts';
import type { Actor } from '../stage.ts';
import { assertIdle, assertInstalled, hashDownload, listGames } from '../steps.ts';
import { readQueue } from '../transfer-steps.ts';

/** `LANSPREAD_MESH_SECONDS=60` for the long form; `LANSPREAD_MESH_SEED` repeats one. */
const seconds = Number(process.env['LANSPREAD_MESH_SECONDS'] ?? 20);
const longestPauseMs = 120;

const mesh: Scenario = {
  id: 'S27',
  title: `mesh of 8 peers and five games, random commands for ${seconds} s: every tree is right, nothing is left over`,
  limitSeconds: seconds + 120,
  run: async (stage) => {
    const seed = Number(process.env['LANSPREAD_MESH_SEED'] ?? Date.now() % 1_000_000);
    stage.note(`seed ${seed}`);
    const random = createSeededRandom(seed);
    const made = await startMesh(stage, random);
    const endMs = performance.now() + seconds * 1000;
    let deeds = 0;
    for (; performance.now() < endMs; deeds++) {
      await doSomething(stage, made, random);
      await pause(random.between(0, longestPauseMs));
    }
    await settle(made, random);
    stage.note(`${deeds} commands, ${countFinished(made)} downloads finished`);
    assert.ok(countFinished(made) >= 3, 'too little came to an end to prove anything');
    assertHonest(made);
    for (const actor of made.actors) await assertTrees(made, actor);
    await assertIdle(...made.actors);
  },
};

const countFinished = ({ everybody }: Mesh): number =>
  everybody.flatMap(({ events }) => events).filter(({ event }) => event.kind === 'download-finished').length;

/** Nobody was accused, no byte was wrong, and nothing failed for a reason that cannot be here. */
function assertHonest({ everybody }: Mesh): void {
  for (const peer of everybody) {
    const wrong = peer.events.filter(({ event }) => {
      if (event.kind === 'source-banned' || event.kind === 'runtime-failed') return true;
      if (event.kind === 'verify-finished') return event.badPieces > 0;
      return 'error' in event && event.error !== null && neverCodes.includes(event.error.code);
    });
    assert.deepEqual(wrong.map(({ event }) => event), [], peer.name); // prettier-ignore
  }
}

/** What counts as downloaded equals the original, what counts as installed its payload, and of the rest nothing is left. */
async function assertTrees(made: Mesh, actor: Actor): Promise<void> {
  assert.deepEqual(await readQueue(actor), [], actor.name);
  const rows = new Map((await listGames(actor)).map((row) => [row.id, row]));
  for (const { id } of made.games) {
    const keeper = made.keeperOf(id);
    const found = await hashDownload(actor, id);
    const what = `${id} at ${actor.name}`;
    const expected = rows.get(id)?.downloaded === true ? await hashDownload(keeper, id) : new Map();
    assert.deepEqual(found, expected, what);
    if (rows.get(id)?.installed === true) await assertInstalled(actor, id, keeper);
    else assert.deepEqual(await hashTree(`${actor.root(id)}/${installDirName}`), new Map(), what);
  }
}

export const meshRows: Scenario[] = [mesh];
