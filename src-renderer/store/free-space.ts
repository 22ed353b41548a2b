// Keeps what the window says of the games folder fresh while somebody looks at it: free space changes without a word.
import type { StoreApi } from 'zustand/vanilla';
import type { AppBridge } from '../../src-shared/app-bridge.ts';
import type { PeerEventKind } from '../../src-shared/peer-event.ts';
import type { AppState } from './app-state.ts';
import type { UiState } from './ui-state.ts';

/** A folder on a PC that sleeps may answer late; nobody waits longer for it. */
const answerWithinMs = 2000;

/** After these, more or less is free. */
const changing: ReadonlySet<PeerEventKind> = new Set<PeerEventKind>([
  'download-finished',
  'download-cancelled',
  'install-finished',
  'uninstall-finished',
  'remove-finished',
  'remove-failed',
]);

const isShown = ({ openGame, spaceQuestion, settingsOpen }: UiState) =>
  openGame !== null || spaceQuestion !== null || settingsOpen;

interface Parts {
  bridge: AppBridge;
  store: StoreApi<AppState>;
  ui: StoreApi<UiState>;
}

export interface FreeSpace {
  /** Resolves when the folder was looked at, or that takes too long; then the last word stands. */
  look: () => Promise<void>;
  stop: () => void;
}

export function followFreeSpace({ bridge, store, ui }: Parts): FreeSpace {
  const ask = async () => {
    const gameDir = await bridge.call('read-game-dir', undefined).catch(() => null);
    // Another folder may have been chosen meanwhile.
    if (gameDir !== null && gameDir.path === store.getState().gameDir?.path) store.setState({ gameDir });
  };
  const look = async () => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, answerWithinMs)));
    await Promise.race([ask(), late]);
    clearTimeout(timer);
  };
  const stops = [
    bridge.subscribe('peer-event', ({ kind }) => {
      if (changing.has(kind) && isShown(ui.getState())) void look();
    }),
    ui.subscribe((now, before) => {
      const opened = now.openGame !== before.openGame || now.settingsOpen !== before.settingsOpen;
      if (opened && isShown(now)) void look();
    }),
  ];
  return {
    look,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
