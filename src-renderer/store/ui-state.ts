// What the window shows and asks: filter, search, open sheets. Nothing in here is known to the peer.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { GameId } from '../../src-shared/game.ts';
import type { UninstallPreview } from '../../src-shared/peer-command.ts';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import type { VerifySummary } from '../../src-shared/peer-event.ts';
import { SORT_ORDERS, type LibraryFilter, type SortOrder } from './select-games.ts';

/** A step that deletes or ends something waits for a yes. */
export interface Question {
  kind:
    | 'uninstall'
    | 'remove-download'
    | 'cancel-download'
    | 'cancel-stream-install'
    | 'discard-download'
    | 'cancel-install'
    | 'replace-in-place'
    | 'stop-game'
    | 'stop-server'
    | 'repair';
  gameId: GameId;
  /** Of an uninstall, once it was looked up. */
  preview?: UninstallPreview;
  /** Of a repair: what verifying found. */
  found?: VerifySummary;
  /** Whether an uninstall keeps the player's files; it does unless told otherwise. */
  keepPlayerFiles?: boolean;
}

export interface ToastText {
  title: string;
  message: string;
  hint?: string | undefined;
  /** The last lines of a script that failed. */
  output?: string | undefined;
  /** `warm` is a warning. */
  tone: 'bad' | 'warm' | 'good';
  /** The failure that it tells of, for its details. */
  error?: ErrorData | undefined;
}

export interface Toast extends ToastText {
  id: number;
}

/** The caret menu of one card, and the button that it hangs from. */
export interface OpenMenu {
  gameId: GameId;
  anchor: HTMLElement;
}

/** A download that there is too little space for. */
export interface SpaceQuestion {
  gameId: GameId;
  kind: 'download' | 'download-only' | 'update';
}

export const LIBRARY_VIEWS = ['grid', 'list'] as const;
export type LibraryView = (typeof LIBRARY_VIEWS)[number];

/** What opens from the settings, over them. */
export type AboutPage = 'log' | 'unpacks' | 'licences';

export interface UiState {
  filter: LibraryFilter;
  search: string;
  sort: SortOrder;
  view: LibraryView;
  spaceQuestion: SpaceQuestion | null;
  openGame: GameId | null;
  menu: OpenMenu | null;
  question: Question | null;
  settingsOpen: boolean;
  downloadsOpen: boolean;
  aboutPage: AboutPage | null;
  roomOpen: boolean;
  /** What screen readers say next. */
  announcement: { id: number; text: string };
  toasts: readonly Toast[];
  setFilter: (filter: LibraryFilter) => void;
  setSearch: (search: string) => void;
  setSort: (sort: SortOrder) => void;
  setView: (view: LibraryView) => void;
  askForSpace: (question: SpaceQuestion | null) => void;
  showGame: (gameId: GameId | null) => void;
  showMenu: (menu: OpenMenu | null) => void;
  ask: (question: Question | null) => void;
  showSettings: (open: boolean) => void;
  showDownloads: (open: boolean) => void;
  showAbout: (page: AboutPage | null) => void;
  showRoom: (open: boolean) => void;
  announce: (text: string) => void;
  toast: (text: ToastText) => void;
  dismissToast: (id: number) => void;
}

const SORT_KEY = 'lanspread.sort';
const VIEW_KEY = 'lanspread.view';
const MOST_TOASTS = 4;

export function createUiStore(): StoreApi<UiState> {
  let nextToast = 1;
  return createStore<UiState>((set) => ({
    filter: 'all',
    search: '',
    sort: remembered(SORT_KEY, SORT_ORDERS, 'title'),
    view: remembered(VIEW_KEY, LIBRARY_VIEWS, 'grid'),
    spaceQuestion: null,
    openGame: null,
    menu: null,
    question: null,
    settingsOpen: false,
    downloadsOpen: false,
    aboutPage: null,
    roomOpen: false,
    announcement: { id: 0, text: '' },
    toasts: [],
    setFilter: (filter) => set({ filter }),
    setSearch: (search) => set({ search }),
    setSort: (sort) => {
      remember(SORT_KEY, sort);
      set({ sort });
    },
    setView: (view) => {
      remember(VIEW_KEY, view);
      set({ view });
    },
    askForSpace: (spaceQuestion) => set({ spaceQuestion, menu: null }),
    // One sheet at a time.
    showGame: (openGame) => set({ openGame, menu: null, downloadsOpen: false, roomOpen: false }),
    showMenu: (menu) => set({ menu }),
    ask: (question) => set({ question, menu: null }),
    showSettings: (settingsOpen) => set({ settingsOpen }),
    showDownloads: (downloadsOpen) => set({ downloadsOpen, menu: null }),
    showAbout: (aboutPage) => set({ aboutPage }),
    showRoom: (roomOpen) => set({ roomOpen, menu: null }),
    // A new id each time: the same words twice are still said twice.
    announce: (text) => set(({ announcement }) => ({ announcement: { id: announcement.id + 1, text } })),
    toast: (text) => set(({ toasts }) => ({ toasts: [...toasts, { id: nextToast++, ...text }].slice(-MOST_TOASTS) })),
    dismissToast: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
  }));
}

/** Storage may be switched off; the choice then starts anew with each window. */
function remembered<T extends string>(key: string, known: readonly T[], unless: T): T {
  try {
    const saved = localStorage.getItem(key);
    return known.find((one) => one === saved) ?? unless;
  } catch {
    return unless;
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Not worth a message: only the next start forgets it.
  }
}
