// The only seed is killed as soon as the others hold every piece among themselves: how long nothing comes, and the end.
import { longestPauseMs } from '../e2e/scenarios/transfer-steps.ts';
import { defineBench, round, withCleanUp } from './bench.ts';
import { compareCopies, fetchGame, gameId, linkSeconds, startLabRoom, type LabRoomOptions } from './lab-room.ts';

export const seedDeath = defineBench({
  about: 'lab: the seed is killed when the swarm holds every piece: the longest pause, time to the end',
  flags: { mib: 256, clients: 7, mbit: 100 },
  run: async (flags, print) => print(await withCleanUp(async (onEnd) => measureSeedDeath(flags, onEnd))),
});

interface Options {
  mib: number;
  clients: number;
  mbit: number;
}

async function measureSeedDeath(options: Options, onEnd: LabRoomOptions['onEnd']): Promise<object> {
  const { mib, clients: count, mbit } = options;
  const room = await startLabRoom({ seeds: 1, clients: count, mib, rate: `${mbit}mbit`, onEnd });
  const [seed] = room.seeds as [(typeof room.seeds)[0]];
  const fromMs = performance.now();
  const fetching = Promise.all(room.clients.map(async (client) => fetchGame(client)));
  fetching.catch(() => {});
  await Promise.race([room.onlooker.whole, fetching]);
  const killedMs = performance.now();
  const doneBefore = room.clients.filter(({ peer }) => peer.events.some(({ event }) => event.kind === 'download-finished' && event.gameId === gameId)); // prettier-ignore
  await seed.peer.kill();
  const fetches = await fetching;
  await compareCopies(room.clients, seed);
  const slowest = Math.max(...fetches.map(({ seconds }) => seconds));
  const pauses = room.clients.map(({ peer }) => longestPauseMs(peer, gameId, killedMs));
  return {
    ...options,
    killedAfterSeconds: round((killedMs - fromMs) / 1000),
    completeBeforeTheKill: doneBefore.length,
    longestPauseMs: Math.round(Math.max(...pauses)),
    pausesMs: pauses.map(Math.round),
    lastSeconds: round(slowest),
    boundSeconds: round(linkSeconds(room.bytes, mbit)),
  };
}
