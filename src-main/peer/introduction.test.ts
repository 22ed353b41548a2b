// What peers tell each other of the PC they run on.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LinkKind } from '../../src-shared/peer-row.ts';
import { systemClock } from './edge/clock.ts';
import { openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

const connect = async (from: LabPeer, to: LabPeer) => from.send({ kind: 'connect-peer', address: to.address });
const rowOf = (peer: LabPeer, name: string) => peer.peer.snapshot().peers.find((row) => row.name === name);

it('names its PC and its link to those it meets, and tells them anew when the link is another', async () => {
  let link: LinkKind | null = 'wired';
  const asked: string[] = [];
  const linkTowards = (host: string) => {
    asked.push(host);
    return link;
  };
  const anna = await lab.start('anna', [], { hostName: 'ANNA-PC', linkTowards });
  const ben = await lab.start('ben', []);
  await connect(ben, anna);
  expect(rowOf(ben, 'anna')).toMatchObject({ hostName: 'ANNA-PC', link: 'wired' });
  await anna.waitFor('peer-connected');
  expect(rowOf(anna, 'ben')).toMatchObject({ hostName: null, link: null });
  expect(asked).toContain('10.0.0.2');
  link = 'wifi';
  anna.peer.reintroduce();
  await ben.waitFor('peer-updated', ({ peer }) => peer.link === 'wifi');
});

it('is let in however long the name of its PC', async () => {
  const anna = await lab.start('anna', [], { hostName: 'x'.repeat(255) });
  const ben = await lab.start('ben', []);
  await connect(anna, ben);
  await ben.waitFor('peer-connected', ({ peer }) => peer.hostName === 'x'.repeat(64));
});

it('knows how far the clocks of the others are off, also once theirs has been set', async () => {
  let offMs = 3_600_000;
  const clock = { ...systemClock, wallMs: () => Date.now() + offMs };
  const anna = await lab.start('anna', [], { clock });
  const ben = await lab.start('ben', []);
  expect(ben.peer.roomFacts().clockOffsetsMs).toEqual([]);
  await connect(ben, anna);
  const minutes = () => ben.peer.roomFacts().clockOffsetsMs.map((ms) => Math.round(ms / 60_000));
  expect(minutes()).toEqual([60]);
  await anna.waitFor('peer-connected');
  expect(anna.peer.roomFacts().clockOffsetsMs.map((ms) => Math.round(ms / 60_000))).toEqual([-60]);
  offMs = 0;
  await expect.poll(minutes, { timeout: 8000 }).toEqual([0]);
});
