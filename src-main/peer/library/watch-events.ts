// The system's own watching of a games folder, by chokidar.
import { watch } from 'chokidar';
import type { Stop } from '../edge/stop.ts';
import { isOutOfScope } from './watch-scope.ts';

export interface FolderEvents {
  /** From now on changes are told. */
  onReady: () => void;
  /** Something appeared, changed or went at this path, which may be the folder itself. */
  onChange: (path: string) => void;
  onError: (error: NodeJS.ErrnoException) => void;
}

/** Watches an existing directory, given by its real path; failures come as events. */
export type OpenEvents = (folder: string, events: FolderEvents) => Stop;

export const openFolderEvents: OpenEvents = (folder, events) => {
  const watcher = watch(folder, {
    depth: 1,
    ignored: (path, stats) => isOutOfScope(folder, path, stats?.isDirectory()),
    ignoreInitial: true,
    followSymlinks: false,
    // It would hold back removals for 100 ms; an atomic rename arrives as one change anyway.
    atomic: false,
  });
  watcher.on('ready', () => events.onReady());
  watcher.on('all', (_event, path) => events.onChange(path));
  watcher.on('error', (error) => events.onError(error as NodeJS.ErrnoException));
  return async () => watcher.close();
};
