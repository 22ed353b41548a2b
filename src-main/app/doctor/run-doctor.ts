// Looks at everything that keeps a room from working, and says what it found.
import type { Settings } from '../../../src-shared/app-bridge.ts';
import type { DoctorReport } from '../../../src-shared/doctor.ts';
import type { Peer } from '../../peer/peer.ts';
import { listNetworkCards, type NetworkCard } from '../../peer/room/network-cards.ts';
import { diagnose, type CardFacts, type DoctorFacts } from '../../peer/rules/diagnose.ts';
import { findWriteProblem, readGameDirInfo } from '../game-dir-info.ts';
import { probeMulticast } from './probe-multicast.ts';
import { readFirewall } from './read-firewall.ts';
import { readNetworkLinks } from './read-links.ts';

export interface DoctorOptions {
  peer: Pick<Peer, 'snapshot' | 'roomFacts'>;
  settings: Pick<Settings, 'gameDir'>;
  protocolVersion: number;
}

/** Takes a few seconds. Never throws: what cannot be measured is unknown. */
export async function runDoctor(options: DoctorOptions): Promise<DoctorReport> {
  return { findings: diagnose(await gatherFacts(options)) };
}

async function gatherFacts({ peer, settings, protocolVersion }: DoctorOptions): Promise<DoctorFacts> {
  const [network, firewall, folder] = await Promise.all([
    readCards(),
    readFirewall(process.execPath),
    readFolder(settings.gameDir),
  ]);
  const { peers } = peer.snapshot();
  const { unreachable, ...room } = peer.roomFacts();
  return {
    ...network,
    ...room,
    unreachable: unreachable.map(({ host, port }) => `${host}:${port}`),
    connected: peers.filter(({ state }) => state === 'connected').length,
    incompatible: peers.filter(({ state }) => state === 'incompatible'),
    protocolVersion,
    firewall,
    folder,
  };
}

async function readCards(): Promise<Pick<DoctorFacts, 'cards' | 'routeCard'>> {
  const cards = listCards();
  const { links, routeCard } = await readNetworkLinks(cards.map(({ name }) => name));
  const facts = cards.map(async (card): Promise<CardFacts> => {
    const link = links.get(card.name) ?? { speedMbit: null, halfDuplex: null, wireless: null };
    const { name, address } = card;
    return { name, address, kind: kindOf(card), ...link, hearsItself: await probeMulticast(address) };
  });
  return { cards: await Promise.all(facts), routeCard };
}

function listCards(): NetworkCard[] {
  try {
    return listNetworkCards();
  } catch {
    return [];
  }
}

const kinds = ['real', 'no-server', 'virtual', 'loopback'] as const;
const kindOf = ({ rank }: NetworkCard): CardFacts['kind'] => kinds[rank] ?? 'loopback';

async function readFolder(path: string | null): Promise<DoctorFacts['folder']> {
  if (path === null) return { path, problem: null, freeBytes: null };
  const [{ freeBytes }, problem] = await Promise.all([readGameDirInfo(path), findWriteProblem(path)]);
  return { path, problem, freeBytes };
}
