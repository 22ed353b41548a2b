// What the window shows and asks: filter, search, open sheets. Nothing in here is known to the peer.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { GameId } from '../../src-shared/game.ts';
import type { UninstallPreview } from '../../src-shared/peer-command.ts';
import { SORT_ORDERS, type LibraryFilter, type SortOrder } from './select-games.ts';

/** A step that deletes or ends something waits for a yes. */
export interface Question {
  kind:
    | 'uninstall'
    | 'remove-download'
    | 'cancel-download'
    | 'discard-download'
    | 'replace-in-place'
    | 'stop-game'
    | 'stop-server';
  gameId: GameId;
  /** Of an uninstall, once it was looked up. */
  preview?: UninstallPreview;
  /** Whether an uninstall keeps the player's files; it does unless told otherwise. */
  keepPlayerFiles?: boolean;
}

export interface ToastText {
  title: string;
  message: string;
  hint?: string | undefined;
  /** `warm` is a warning. */
  tone: 'bad' | 'warm' | 'good';
}

export interface Toast extends ToastText {
  id: number;
}

/** The caret menu of one card, and the button that it hangs from. */
export interface OpenMenu {
  gameId: GameId;
  anchor: HTMLElement;
}

export interface UiState {
  filter: LibraryFilter;
  search: string;
  sort: SortOrder;
  openGame: GameId | null;
  menu: OpenMenu | null;
  question: Question | null;
  settingsOpen: boolean;
  downloadsOpen: boolean;
  roomOpen: boolean;
  /** What screen readers say next. */
  announcement: { id: number; text: string };
  toasts: readonly Toast[];
  setFilter: (filter: LibraryFilter) => void;
  setSearch: (search: string) => void;
  setSort: (sort: SortOrder) => void;
  showGame: (gameId: GameId | null) => void;
  showMenu: (menu: OpenMenu | null) => void;
  ask: (question: Question | null) => void;
  showSettings: (open: boolean) => void;
  showDownloads: (open: boolean) => void;
  showRoom: (open: boolean) => void;
  announce: (text: string) => void;
  toast: (text: ToastText) => void;
  dismissToast: (id: number) => void;
}

const SORT_KEY = 'lanspread.sort';
const MOST_TOASTS = 4;

export function createUiStore(): StoreApi<UiState> {
  let nextToast = 1;
  return createStore<UiState>((set) => ({
    filter: 'all',
    search: '',
    sort: rememberedSort(),
    openGame: null,
    menu: null,
    question: null,
    settingsOpen: false,
    downloadsOpen: false,
    roomOpen: false,
    announcement: { id: 0, text: '' },
    toasts: [],
    setFilter: (filter) => set({ filter }),
    setSearch: (search) => set({ search }),
    setSort: (sort) => {
      rememberSort(sort);
      set({ sort });
    },
    // One sheet at a time.
    showGame: (openGame) => set({ openGame, menu: null, downloadsOpen: false, roomOpen: false }),
    showMenu: (menu) => set({ menu }),
    ask: (question) => set({ question, menu: null }),
    showSettings: (settingsOpen) => set({ settingsOpen }),
    showDownloads: (downloadsOpen) => set({ downloadsOpen, menu: null }),
    showRoom: (roomOpen) => set({ roomOpen, menu: null }),
    // A new id each time: the same words twice are still said twice.
    announce: (text) => set(({ announcement }) => ({ announcement: { id: announcement.id + 1, text } })),
    toast: (text) => set(({ toasts }) => ({ toasts: [...toasts, { id: nextToast++, ...text }].slice(-MOST_TOASTS) })),
    dismissToast: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
  }));
}

/** Storage may be switched off; the order then starts anew with each window. */
function rememberedSort(): SortOrder {
  try {
    const saved = localStorage.getItem(SORT_KEY);
    return SORT_ORDERS.find((order) => order === saved) ?? 'title';
  } catch {
    return 'title';
  }
}

function rememberSort(sort: SortOrder): void {
  try {
    localStorage.setItem(SORT_KEY, sort);
  } catch {
    // Not worth a message: only the next start forgets it.
  }
}
