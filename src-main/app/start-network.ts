// Which port and which room the peer is started with: the command line wins over the settings.
import type { NetworkSettings, StartedNetwork } from '../../src-shared/network-settings.ts';
import { toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import type { RoomCa } from '../peer/room/certificates.ts';
import { loadRoom } from '../peer/room/identity.ts';

/** Where other peers find us when nothing else is said, so that a typed address stays true. */
export const preferredPort = 47_810;

/** What the command line says of the network. */
export interface GivenNetwork {
  /** 0 takes any free one; null = as saved. */
  port: number | null;
  /** Another room's folder than the saved one. */
  roomDir?: string | undefined;
  /** Takes any free port where the given one is taken; a saved one gives way always, so that it can be changed. */
  orAnyPort?: boolean | undefined;
}

export interface NetworkPlan extends Pick<StartedNetwork, 'wanted' | 'isGiven'> {
  port: number;
  mayMove: boolean;
  /** Why it is not the port that was wanted. */
  portProblem: ErrorData | null;
}

export function planNetwork({ port, roomDir, orAnyPort = false }: GivenNetwork, saved: NetworkSettings): NetworkPlan {
  return {
    wanted: { port: port === 0 ? null : (port ?? saved.port), roomDir: roomDir ?? saved.roomDir },
    isGiven: { port: port !== null, roomDir: roomDir !== undefined },
    port: port ?? saved.port ?? preferredPort,
    mayMove: port === null || orAnyPort,
    portProblem: null,
  };
}

/** The same on any free port. That the usual one is taken is nobody's problem. */
export function moveFromPort(plan: NetworkPlan, error: unknown): NetworkPlan {
  return { ...plan, port: 0, mayMove: false, portProblem: plan.wanted.port === null ? null : toErrorData(error) };
}

/**
 * The room's authority. A saved room that cannot be read today must neither keep the launcher from starting nor open this
 * PC to everybody: until it is there again, this PC is alone in a room of its own. Throws `bad-state` of any other room.
 */
export async function openRoom(
  { wanted: { roomDir }, isGiven }: NetworkPlan,
  defaultDir: string,
): Promise<{ room: RoomCa; problem: ErrorData | null }> {
  try {
    return { room: await loadRoom(roomDir ?? defaultDir), problem: null };
  } catch (error) {
    if (roomDir === null || isGiven.roomDir) throw error;
    const { createRoomCa } = await import('../peer/room/certificates.ts'); // 9 MB that hardly any start needs
    return { room: await createRoomCa('nobody'), problem: toErrorData(error) };
  }
}
