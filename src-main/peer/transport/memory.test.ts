import { MemoryNetwork, type MemoryTransport } from './memory.ts';
import { describeTransport, type TransportLab } from './transport.contract.ts';

async function createMemoryLab(): Promise<TransportLab> {
  const network = new MemoryNetwork();
  const [near, far] = [network.createTransport(), network.createTransport()];
  const stranger = network.createTransport({ room: 'another room' });
  const transports: MemoryTransport[] = [near, far, stranger];
  return {
    near,
    far,
    stranger,
    createRival: (wanted) => network.createTransport(wanted),
    linkTo: async (address) => address,
    cut: () => network.kill(far),
    nobody: { host: '10.0.0.99', port: 9 },
    dispose: async () => void (await Promise.all(transports.map(async (transport) => transport.stop()))),
  };
}

describeTransport('memory transport', createMemoryLab);
