// What peers tell each other of the PC they run on.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LinkKind } from '../../src-shared/peer-row.ts';
import { systemClock, type Clock } from './edge/clock.ts';
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

it('knows how far the clocks of the others are off, also once one has been set', async () => {
  const offMs = { anna: 3_600_000, ben: 0 };
  const clockOf = (name: keyof typeof offMs): Clock => ({ ...systemClock, wallMs: () => Date.now() + offMs[name] });
  // For anna no silence grows long, so only ben asks: one hears by the question, the other by the answer.
  const anna = await lab.start('anna', [], { clock: { ...clockOf('anna'), nowMs: () => 0 } });
  const ben = await lab.start('ben', [], { clock: clockOf('ben') });
  const minutes = ({ peer }: LabPeer) => peer.roomFacts().clockOffsetsMs.map((ms) => Math.round(ms / 60_000) + 0);
  expect(minutes(ben)).toEqual([]);
  await connect(ben, anna);
  expect(minutes(ben)).toEqual([60]);
  await anna.waitFor('peer-connected');
  expect(minutes(anna)).toEqual([-60]);
  offMs.anna = 0;
  expect(minutes(anna)).toEqual([0]);
  await expect.poll(() => minutes(ben), { timeout: 8000 }).toEqual([0]);
  offMs.ben = 600_000;
  await expect.poll(() => minutes(anna), { timeout: 8000 }).toEqual([10]);
}, 20_000);
