import { MemoryNetwork, type MemoryTransport } from './memory.ts';
import { describeTransport, type TransportLab } from './transport.contract.ts';

async function createMemoryLab(publicKeys?: { near: string; far: string }): Promise<TransportLab> {
  const network = new MemoryNetwork();
  const member = (publicKeyPem?: string) => network.createTransport(publicKeyPem === undefined ? {} : { publicKeyPem });
  const [near, far] = [member(publicKeys?.near), member(publicKeys?.far)];
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
    ...(publicKeys === undefined ? {} : { publicKeys }),
    dispose: async () => void (await Promise.all(transports.map(async (transport) => transport.stop()))),
  };
}

describeTransport('memory transport', async () => createMemoryLab());
describeTransport('memory transport with keys', async () =>
  createMemoryLab({ near: 'the key of near', far: 'the key of far' }),
);
