// Runs the mDNS discovery alone on one host of the lab: a JSON line for whatever it finds or loses, until SIGTERM.
import { createMdnsDiscovery } from '../../src-main/peer/room/mdns.ts';

const [peerId = '', port = ''] = process.argv.slice(2);
const write = (record: unknown) => void process.stdout.write(`${JSON.stringify(record)}\n`);
const discovery = createMdnsDiscovery({ log: (level, message) => write({ kind: 'log', level, message }) });

const stopAnnouncing = discovery.announce({
  peerId,
  port: Number(port),
  protocolVersion: 1,
  fingerprint: 'ab'.repeat(32),
});
const stopBrowsing = discovery.browse(
  (found) => write({ kind: 'found', peerId: found.peerId, ...found.address }),
  (lost) => write({ kind: 'lost', peerId: lost }),
);
write({ kind: 'started' });
const stopAll = async () => {
  await stopAnnouncing();
  await stopBrowsing();
};
process.once('SIGTERM', () => void stopAll());
