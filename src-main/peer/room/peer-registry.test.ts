import { expect, it } from 'vitest';
import type { Introduction } from '../protocol/messages.ts';
import type { GameSummary } from '../rules/game-summary.ts';
import { createPeerRegistry } from './peer-registry.ts';

const address = { host: '10.0.0.2', port: 4711 };
const game: GameSummary = { id: 'quux', version: '20240101', bytes: 1, state: 'serving', manifestId: null };

function introduction(more: Partial<Introduction> = {}) {
  const library = { epoch: 'e', rev: 1, games: [game] };
  return {
    peerId: 'a',
    name: 'Anna',
    protocolVersion: 1,
    listenPort: 4711,
    tlsPort: null,
    features: [],
    library,
    ...more,
  };
}

function openRegistry() {
  const seen: string[] = [];
  let now = 0;
  const registry = createPeerRegistry(() => now, {
    onPeer: (change, { peerId, state }) => void seen.push(`${change} ${peerId} ${state}`),
    onLibrary: (gameIds) => void seen.push(`library ${gameIds.join()}`),
  });
  return { registry, seen, pass: (ms: number) => void (now += ms) };
}

it('lets no unproved claim of another version push a connected peer out', () => {
  const { registry, seen } = openRegistry();
  registry.introduce(introduction(), address);
  seen.length = 0;
  registry.noteIncompatible({ peerId: 'a', name: 'Mallory', protocolVersion: 9 }, { host: '10.0.0.66', port: 1 });
  expect(registry.rows()).toMatchObject([{ name: 'Anna', address: '10.0.0.2', state: 'connected', gameCount: 1 }]);
  expect(registry.sources('quux', '20240101')).toEqual(['a']);
  expect(seen).toEqual([]);
});

it('shows a peer of another version for a minute, asks it nothing, and forgets it', () => {
  const { registry, seen, pass } = openRegistry();
  registry.noteIncompatible({ peerId: 'b', name: 'Ben', protocolVersion: 9 }, address);
  expect(registry.rows()).toMatchObject([{ peerId: 'b', state: 'incompatible', protocolVersion: 9 }]);
  expect([registry.connectedCount, registry.prospects('quux', '20240101')]).toEqual([0, []]);
  pass(60_001);
  registry.expireIncompatible();
  expect(registry.rows()).toEqual([]);
  expect(seen).toEqual(['connected b incompatible', 'disconnected b incompatible']);
});

it('keeps identity and library at a new address', () => {
  const { registry } = openRegistry();
  registry.introduce(introduction(), address);
  registry.introduce(introduction(), { host: '10.0.0.9', port: 5 });
  expect(registry.rows()).toMatchObject([{ address: '10.0.0.9', port: 5, gameCount: 1 }]);
});

it('tells what went with a peer that is gone', () => {
  const { registry, seen } = openRegistry();
  registry.introduce(introduction(), address);
  seen.length = 0;
  registry.remove('a');
  registry.remove('a');
  expect(seen).toEqual(['disconnected a connected', 'library quux']);
});
