// Where other PCs reach this one, and which room it is in.
import type { ErrorData } from './peer-error.ts';

export interface NetworkSettings {
  /** UDP and TCP; null = the usual one or, where that is taken, any. */
  port: number | null;
  /** Absolute path of the folder with a private room's files; null = the default room. */
  roomDir: string | null;
}

export const defaultNetworkSettings: NetworkSettings = { port: null, roomDir: null };

/** Lower ones belong to the system. */
export const lowestPort = 1024;
export const highestPort = 65_535;

/** What the peer was started with. What is saved later holds from the next start on. */
export interface StartedNetwork {
  wanted: NetworkSettings;
  /** The port that it listens on. */
  listenPort: number;
  /** What the command line said; it wins over the settings. */
  isGiven: Record<keyof NetworkSettings, boolean>;
  /** Why what was wanted is not so; null where it is. */
  problems: Record<keyof NetworkSettings, ErrorData | null>;
}
