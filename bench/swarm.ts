// One seed and many who all begin at the same moment: the time until the last has it, beside what links and swarm allow.
import { join } from 'node:path';
import { defineBench, round, touchPages, withCleanUp } from './bench.ts';
import { compareCopies, fetchGame, givenBy, linkSeconds, startLabRoom, type LabRoomOptions } from './lab-room.ts';

export const swarm = defineBench({
  about: 'lab: one seed, several clients that begin at once, with and without serving unfinished copies',
  flags: { mib: 256, clients: 7, mbit: 100, ways: 'both' },
  run: async ({ ways, ...flags }, print) => {
    for (const swarming of readWays(ways)) {
      print(await withCleanUp(async (onEnd) => measureSwarm({ ...flags, swarming }, onEnd)));
    }
  },
});

/** `swarm`, `complete` (sources only) or `both`, as whether unfinished copies are served. */
function readWays(ways: string): boolean[] {
  const known: Record<string, boolean[]> = { swarm: [true], complete: [false], both: [true, false] };
  const wanted = known[ways];
  if (wanted === undefined) throw new RangeError(`--ways ${ways}: give swarm, complete or both`);
  return wanted;
}

interface Options {
  mib: number;
  clients: number;
  mbit: number;
  swarming: boolean;
}

async function measureSwarm(options: Options, onEnd: LabRoomOptions['onEnd']): Promise<object> {
  const { mib, clients: count, mbit, swarming } = options;
  const args = swarming ? [] : ['--no-swarm'];
  const room = await startLabRoom({ seeds: 1, clients: count, mib, rate: `${mbit}mbit`, args, onEnd });
  const [seed] = room.seeds as [(typeof room.seeds)[0]];
  await touchPages(join(room.home, 'touched.bin'), count * mib);
  const sentBefore = await room.lab.sentBytes(0);
  const fetches = await Promise.all(room.clients.map(async (client) => fetchGame(client)));
  const sent = (await room.lab.sentBytes(0)) - sentBefore;
  await compareCopies(room.clients, seed);
  const bound = linkSeconds(room.bytes, mbit);
  const slowest = Math.max(...fetches.map(({ seconds }) => seconds));
  return {
    ...options,
    secondsByHost: fetches.map(({ seconds }) => round(seconds)),
    lastSeconds: round(slowest),
    /** F/C: what one link needs for the game. */
    boundSeconds: round(bound),
    toBound: round(slowest / bound),
    /** Payload of the seed, and all that its card sent, in sizes of the game. */
    seedGaveGames: round(givenBy(seed, fetches) / room.bytes),
    seedSentGames: round(sent / room.bytes),
  };
}
