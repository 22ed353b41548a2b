// Files that are being sent stay open for a moment: opening one for each piece costs more than reading it.
import type { FileHandle } from 'node:fs/promises';
import type { GameId } from '../../../src-shared/game.ts';
import type { Clock } from '../edge/clock.ts';

/** As long as nobody asks for it, a file that another program wants to delete must not be held for longer. */
const idleMs = 500;
/** How long what is known of an open file's size and times counts. */
const lookAgainMs = 500;

export interface OpenFile {
  handle: FileHandle;
  size: number;
  mtimeMs: number;
  inode: number;
}

export interface OpenFiles {
  /** Works on a file that `open` opens where it is not open yet; `path` names it. Passes every failure on. */
  use: <T>(
    place: { gameId: GameId; path: string },
    open: () => Promise<FileHandle>,
    work: (file: OpenFile) => Promise<T>,
  ) => Promise<T>;
  /** Closes what is open of a game; what is in use when its user has done. Resolves when nothing is open any more. */
  close: (gameId: GameId) => Promise<void>;
}

interface Entry {
  gameId: GameId;
  file: Promise<OpenFile>;
  users: number;
  lookedMs: number;
  callOff: () => void;
  closed: PromiseWithResolvers<void>;
}

export function createOpenFiles(clock: Clock): OpenFiles {
  const entries = new Map<string, Entry>();
  /** Taken out of the line, and not closed yet. */
  const leaving = new Set<Entry>();

  const enter = (key: string, gameId: GameId, open: () => Promise<FileHandle>): Entry => {
    const file = open().then(async (handle) => describe(handle));
    const entry = {
      gameId,
      file,
      users: 0,
      lookedMs: clock.nowMs(),
      callOff: () => {},
      closed: Promise.withResolvers<void>(),
    };
    entries.set(key, entry);
    return entry;
  };

  const leave = (key: string, entry: Entry) => {
    if (entries.get(key) === entry) entries.delete(key);
    leaving.add(entry);
    entry.callOff();
    if (entry.users === 0) void shut(entry);
  };

  const shut = async (entry: Entry): Promise<void> => {
    await entry.file.then(async ({ handle }) => handle.close()).catch(() => undefined);
    leaving.delete(entry);
    entry.closed.resolve();
  };

  const release = (key: string, entry: Entry) => {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (leaving.has(entry)) void shut(entry);
    else entry.callOff = clock.after(idleMs, () => leave(key, entry));
  };

  const fresh = async (entry: Entry): Promise<OpenFile> => {
    const file = await entry.file;
    if (clock.nowMs() - entry.lookedMs > lookAgainMs) {
      entry.lookedMs = clock.nowMs();
      Object.assign(file, await describe(file.handle));
    }
    return file;
  };

  return {
    use: async ({ gameId, path }, open, work) => {
      const key = `${gameId}\n${path}`;
      const entry = entries.get(key) ?? enter(key, gameId, open);
      entry.users += 1;
      entry.callOff();
      try {
        return await work(await fresh(entry));
      } catch (error) {
        // Whatever went wrong with it, the next one shall look at what is there then.
        leave(key, entry);
        throw error;
      } finally {
        release(key, entry);
      }
    },
    close: async (gameId) => {
      for (const [key, entry] of entries) if (entry.gameId === gameId) leave(key, entry);
      await Promise.all([...leaving].flatMap((entry) => (entry.gameId === gameId ? entry.closed.promise : [])));
    },
  };
}

async function describe(handle: FileHandle): Promise<OpenFile> {
  const { size, mtimeMs, ino } = await handle.stat();
  return { handle, size, mtimeMs, inode: ino };
}
