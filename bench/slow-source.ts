// One slow source among fast ones: the time with and without it.
import { ofKind } from '../e2e/peer-process.ts';
import { defineBench, mebibyte, round, withCleanUp } from './bench.ts';
import {
  compareCopies,
  fetchGame,
  givenBy,
  linkSeconds,
  removeGame,
  startLabRoom,
  type LabRoomOptions,
} from './lab-room.ts';

export const slowSource = defineBench({
  about: 'lab: one source behind a slow link among fast ones, and the same without it',
  flags: { mib: 256, fast: 3, mbit: 100, slow: 5 },
  run: async (flags, print) => print(await withCleanUp(async (onEnd) => measureSlowSource(flags, onEnd))),
});

interface Options {
  mib: number;
  /** Sources at `mbit` each way; the receiver's own link is as fast as all of them together. */
  fast: number;
  mbit: number;
  /** The slow source's link, in Mbit/s. */
  slow: number;
}

async function measureSlowSource(options: Options, onEnd: LabRoomOptions['onEnd']): Promise<object> {
  const { mib, fast, mbit, slow } = options;
  const rateOf = { [fast]: `${slow}mbit`, [fast + 1]: `${fast * mbit}mbit` };
  const room = await startLabRoom({ seeds: fast + 1, clients: 1, mib, rate: `${mbit}mbit`, rateOf, onEnd });
  const [receiver] = room.clients as [(typeof room.clients)[0]];
  const slowOne = room.seeds[fast]!;
  const withSlow = await fetchGame(receiver);
  await removeGame(receiver);
  const since = receiver.peer.mark();
  await slowOne.peer.stop();
  await receiver.peer.waitForEvent(
    ofKind('peer-disconnected', ({ peerId }) => peerId === slowOne.peerId),
    { since },
  );
  const without = await fetchGame(receiver);
  await compareCopies([receiver], room.seeds[0]!);
  return {
    ...options,
    withSeconds: round(withSlow.seconds),
    withoutSeconds: round(without.seconds),
    withToWithout: round(withSlow.seconds / without.seconds),
    slowGaveMib: round(givenBy(slowOne, [withSlow]) / mebibyte),
    boundSeconds: round(linkSeconds(room.bytes, fast * mbit)),
  };
}
