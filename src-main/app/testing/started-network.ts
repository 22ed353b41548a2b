// A network as most peers are started with it.
import { defaultNetworkSettings, type StartedNetwork } from '../../../src-shared/network-settings.ts';

export const startedNetwork: StartedNetwork = {
  wanted: defaultNetworkSettings,
  listenPort: 47_810,
  isGiven: { port: false, roomDir: false },
  problems: { port: null, roomDir: null },
};
