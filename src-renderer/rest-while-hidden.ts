// A bridge that lets a page rest while nobody sees it: progress is not passed on, and a fresh snapshot follows.
import type { AppBridge } from '../src-shared/app-bridge.ts';
import type { PeerEventKind } from '../src-shared/peer-event.ts';

/** They come several times a second, and each is worth nothing once the next is there. */
const progressKinds: ReadonlySet<PeerEventKind> = new Set<PeerEventKind>([
  'download-progress',
  'install-progress',
  'hashing-progress',
  'verify-progress',
  'peer-updated',
]);

/** What of the document it takes. */
export interface PageVisibility {
  readonly hidden: boolean;
  addEventListener: (type: 'visibilitychange', listener: () => void) => void;
}

export function restWhileHidden(bridge: AppBridge, page: PageVisibility): AppBridge {
  const watchers = new Set<(connected: boolean) => void>();
  let isConnected = false;
  let missed = false;
  page.addEventListener('visibilitychange', () => {
    if (page.hidden || !missed || !isConnected) return;
    missed = false;
    // Whoever hears of a connection asks for a snapshot, which is all that was missed.
    for (const watcher of watchers) watcher(true);
  });
  return {
    call: bridge.call,
    subscribe: (topic, listener) =>
      bridge.subscribe(topic, (data) => {
        const isProgress = topic === 'peer-event' && progressKinds.has((data as { kind: PeerEventKind }).kind);
        if (isProgress && page.hidden) missed = true;
        else listener(data);
      }),
    onConnection: (watcher) => {
      watchers.add(watcher);
      const leave = bridge.onConnection((connected) => {
        isConnected = connected;
        watcher(connected);
      });
      return () => {
        watchers.delete(watcher);
        leave();
      };
    },
  };
}
