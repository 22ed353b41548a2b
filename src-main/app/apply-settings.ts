// Saves settings: checks them, lets the peer take them over, then writes them; a refusal changes nothing.
import type { Settings } from '../../src-shared/app-bridge.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { checkNetwork } from './check-network.ts';
import { checkGameDir, checkLimits, checkPlayerName } from './check-settings.ts';
import type { Peer } from '../peer/peer.ts';
import type { SettingsStore } from './settings-store.ts';

export interface SettingsApplier {
  /** Answers all settings as they are then. One change at a time. Throws PeerError. */
  save: (change: Partial<Settings>) => Promise<Settings>;
}

/** `onChanged` runs after each saved change. */
export function createSettingsApplier(
  peer: Peer,
  store: SettingsStore,
  listenPort: number,
  onChanged: (settings: Settings) => Promise<void>,
): SettingsApplier {
  let last: Promise<unknown> = Promise.resolve();
  const apply = async (change: Partial<Settings>) => {
    const before = store.get();
    const checked = await checkChange(change, before, listenPort);
    if (checked.gameDir != null) await peer.send({ kind: 'set-game-dir', path: checked.gameDir });
    await persist(checked, before);
    if (checked.playerName !== undefined) peer.rename(checked.playerName);
    if (checked.limits !== undefined) await peer.send({ kind: 'set-transfer-limits', limits: checked.limits });
    const after = store.get();
    await onChanged(after);
    return after;
  };
  const persist = async (checked: Partial<Settings>, before: Settings) => {
    try {
      await store.save(checked);
    } catch (error) {
      const movedBack = checked.gameDir != null && before.gameDir !== null;
      if (movedBack) await peer.send({ kind: 'set-game-dir', path: before.gameDir ?? '' }).catch(() => {});
      throw error;
    }
  };
  return {
    save: async (change) => {
      const turn = last.then(() => apply(change));
      last = turn.catch(() => {});
      return turn;
    },
  };
}

async function checkChange(
  change: Partial<Settings>,
  before: Settings,
  listenPort: number,
): Promise<Partial<Settings>> {
  const checked: Partial<Settings> = {};
  if (change.playerName !== undefined) checked.playerName = checkPlayerName(change.playerName);
  if (change.gameDir === null && before.gameDir !== null) {
    throw new PeerError('bad-settings', 'The games folder cannot be unset.', 'Choose another folder instead.');
  }
  if (change.gameDir != null) checked.gameDir = await checkGameDir(change.gameDir);
  if (change.limits !== undefined) checked.limits = checkLimits(change.limits);
  if (change.network !== undefined) checked.network = await checkNetwork(change.network, before.network, listenPort);
  // Parsed with the call; nothing about them can be refused.
  if (change.language !== undefined) checked.language = change.language;
  if (change.appearance !== undefined) checked.appearance = change.appearance;
  if (change.system !== undefined) checked.system = change.system;
  return checked;
}
