// L2: the discovery module alone between eight hosts: one has a VPN up, one is behind a port that loses its multicast.
import assert from 'node:assert/strict';
import { startDiscovery, type DiscoveryProcess, type Finding } from './discovery-process.ts';
import { startLab } from './lab.ts';
import type { Spec } from './spec.ts';

const hostCount = 8;
const targetMs = 2000;
const peerIdOf = (index: number) => String(index + 1).repeat(32);

export const discoverySpec: Spec = {
  id: 'L2',
  run: async ({ check, onEnd }) => {
    const lab = await startLab({ hosts: hostCount });
    onEnd(lab.down);
    const deaf = hostCount - 1;
    await lab.addVpn(0);
    await lab.setMulticast(deaf, 'blocked');
    const hosts = lab.hosts.map((host, index) => startDiscovery(host, peerIdOf(index), 40_001 + index));
    onEnd(async () => void (await Promise.all(hosts.map(async (host) => host.stop()))));
    const starts = await Promise.all(
      hosts.map(async (host) => host.until('started', ({ kind }) => kind === 'started')),
    );
    const allStartedMs = Math.max(...starts.map(({ atMs }) => atMs));
    const heard = hosts.slice(0, deaf);

    await check(`seven hosts find each other within ${targetMs} ms`, async () => {
      const found = await Promise.all(heard.flatMap((host) => heard.filter((other) => other !== host).map(async (other) => findOther(host, other)))); // prettier-ignore
      const slowestMs = Math.max(...found.map(({ atMs }) => atMs)) - allStartedMs;
      assert.ok(slowestMs <= targetMs, `the slowest took ${slowestMs.toFixed(0)} ms`);
      return `slowest ${Math.max(0, slowestMs).toFixed(0)} ms after the last start`;
    });
    await check('each is found at its own address and port, and none finds itself', async () => {
      for (const host of hosts) assert.deepEqual(wrongFindings(host, lab.hosts), [], host.peerId);
      return '';
    });
    await check('a host whose multicast is lost is found as soon as it passes', async () => {
      const before = heard.some(({ findings }) => findings.some(({ peerId }) => peerId === peerIdOf(deaf)));
      assert.equal(before, false, 'it was found while its packets were dropped');
      await lab.setMulticast(deaf, 'passed');
      const passedMs = performance.now();
      const found = await Promise.all(heard.map(async (host) => findOther(host, hosts[deaf] as DiscoveryProcess)));
      return `${(Math.max(...found.map(({ atMs }) => atMs)) - passedMs).toFixed(0)} ms`;
    });
    await check('a card made anew with the same address hears again', async () => {
      const [host, ...others] = heard as [DiscoveryProcess, ...DiscoveryProcess[]];
      await lab.renewCard(0);
      const fromMs = performance.now();
      const since = host.findings.length;
      const found = await Promise.all(others.map(async (other) => findOther(host, other, since)));
      return `${(Math.max(...found.map(({ atMs }) => atMs)) - fromMs).toFixed(0)} ms`;
    });
    await check('one that leaves says so, and every program ends in good order', async () => {
      const [leaving, ...others] = hosts as [DiscoveryProcess, ...DiscoveryProcess[]];
      assert.equal(await leaving.stop(), 0);
      await Promise.all(others.map(async (host) => host.until('lost', ({ kind, peerId }) => kind === 'lost' && peerId === leaving.peerId))); // prettier-ignore
      const codes = await Promise.all(others.map(async (host) => host.stop()));
      assert.deepEqual([...new Set(codes)], [0]);
      return '';
    });
  },
};

async function findOther(host: DiscoveryProcess, other: DiscoveryProcess, since = 0) {
  const match = ({ kind, peerId }: Finding) => kind === 'found' && peerId === other.peerId;
  return host.until(`finding ${other.peerId}`, match, since);
}

function wrongFindings(host: DiscoveryProcess, labHosts: { address: string }[]) {
  return host.findings.filter(({ kind, peerId = '', host: address, port }) => {
    if (kind !== 'found') return kind === 'lost';
    const index = Number(peerId[0]) - 1;
    return peerId === host.peerId || address !== labHosts[index]?.address || port !== 40_001 + index;
  });
}
