// The running app behind the views: keeps the state in step with the peer and carries the player's wishes to it.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppBridge, Settings } from '../../src-shared/app-bridge.ts';
import { assertNever } from '../../src-shared/assert-never.ts';
import type { GameId } from '../../src-shared/game.ts';
import type { CommandResults, PeerCommand } from '../../src-shared/peer-command.ts';
import { toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import type { LaunchKind, RunningChange } from '../../src-shared/running-game.ts';
import type { GameActionKind } from '../game-action.ts';
import { inLanguage } from '../language.ts';
import { spaceNeed } from '../space-need.ts';
import { speakEnglish, speakGerman } from '../worded-bridge.ts';
import { pausable, resumable } from '../queue-place.ts';
import { strings } from '../strings.ts';
import { libraryTexts } from '../texts/library-texts.ts';
import { applyEvent, withFailure } from './apply-event.ts';
import { applySnapshot, disconnected, initialState, runningById, type AppState } from './app-state.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import { followFreeSpace } from './free-space.ts';
import { failureToast, isLeft, noticeFor, noticeForEnd, type Notice } from './notices.ts';
import { silentVoice, speakProgress } from './progress-voice.ts';
import { createUiStore, type Question, type SpaceQuestion, type UiState } from './ui-state.ts';

export interface LiveApp {
  bridge: AppBridge;
  store: StoreApi<AppState>;
  ui: StoreApi<UiState>;
  /** What is typed and not saved. */
  drafts: Drafts;
  /** Does what a button says. What deletes something asks first. */
  act: (kind: GameActionKind, gameId: GameId) => void;
  /** Begins the download that the question about space is of. */
  downloadAnyway: () => void;
  /** After the question was answered with yes. */
  confirm: () => void;
  dismissFailure: (gameId: GameId) => void;
  /** Asks for everything anew; answers what went wrong. */
  refresh: () => Promise<ErrorData | null>;
  /** The same after a look through the games folder; says how it went. */
  rescan: () => Promise<void>;
  /** `position` in the queue, 0 being the first. */
  moveDownload: (gameId: GameId, position: number) => void;
  pauseAll: () => void;
  resumeAll: () => void;
  clearFinished: () => void;
  /** Rejects with a `PeerError` to be shown in place. */
  saveSettings: (settings: Partial<Settings>) => Promise<void>;
  /** `address` is `host:port`. Rejects with a `PeerError` to be shown in place. */
  connectPeer: (address: string) => Promise<CommandResults['connect-peer']>;
  stop: () => void;
}

/** How long Download may stay without any event before it is called a failure. */
const FIRST_EVENT_WITHIN_MS = 20_000;

export function startLiveApp(
  host: AppBridge,
  now: () => number = () => performance.now(),
  drafts: Drafts = createDrafts(null),
): LiveApp {
  const store = createStore<AppState>(() => initialState);
  const titleOf = (gameId: GameId) => store.getState().games.get(gameId)?.title ?? null;
  const bridge = inLanguage({ en: speakEnglish(host, titleOf), de: speakGerman(host, titleOf) });
  const ui = createUiStore();
  /** Games that this window asked to verify. */
  const verifying = new Set<GameId>();
  const patience = new Map<GameId, ReturnType<typeof setTimeout>>();
  let voice = silentVoice;
  const receive = (event: PeerEvent) => {
    const before = store.getState();
    const after = applyEvent(before, event, now());
    store.setState(after, true);
    const spoken = speakProgress(voice, event, { before, after, nowMs: now() });
    voice = spoken.voice;
    if (spoken.announcement !== null) ui.getState().announce(spoken.announcement);
    if (!asksForRepair(event)) tell(noticeFor(after, event));
  };
  /** Only where verifying was asked for in this window, and nothing else is being asked just now. */
  const asksForRepair = (event: PeerEvent): boolean => {
    if (event.kind !== 'verify-finished' && event.kind !== 'verify-cancelled' && event.kind !== 'verify-failed')
      return false;
    const isOurs = verifying.delete(event.gameId);
    const isFree = ui.getState().question === null && ui.getState().spaceQuestion === null;
    if (!isOurs || !isFree || event.kind !== 'verify-finished' || !isLeft(event)) return false;
    const { kind: _kind, gameId, ...found } = event;
    ui.getState().ask({ kind: 'repair', gameId, found });
    return true;
  };
  const tell = ({ announcement, toast }: Notice) => {
    if (announcement !== null) ui.getState().announce(announcement);
    if (toast !== null) ui.getState().toast(toast);
  };
  const receiveRunning = ({ running, ended }: RunningChange) => {
    store.setState(runningById(running));
    if (ended !== null) tell(noticeForEnd(store.getState(), ended));
  };

  const refresh = async () => {
    const problem = await problemOf(async () => {
      const snapshot = await bridge.call('get-snapshot', undefined);
      store.setState(applySnapshot(store.getState(), snapshot, now()), true);
    });
    if (problem !== null) toastProblem(strings.errors.title, problem);
    return problem;
  };

  // A lost connection shows in the banner, and the next one asks again.
  const toastProblem = (title: string, problem: ErrorData) => {
    if (problem.code !== 'connection-closed') ui.getState().toast(failureToast(title, problem));
  };

  const rescan = async () => {
    const unread = await problemOf(async () => bridge.call('send-command', { kind: 'rescan-library' }));
    if (unread !== null) toastProblem(libraryTexts.notRefreshed, unread);
    const unknown = await refresh();
    const isFresh = unread === null && unknown === null;
    ui.getState().announce(isFresh ? libraryTexts.refreshed : libraryTexts.notRefreshed);
  };

  const fail = (gameId: GameId, error: ErrorData) => store.setState(withFailure(store.getState(), gameId, error), true);

  const attempt = (gameId: GameId, work: Promise<unknown>) => {
    work.catch((error: unknown) => fail(gameId, toErrorData(error)));
  };

  const send = (command: PeerCommand & { gameId: GameId }) =>
    attempt(command.gameId, bridge.call('send-command', command));

  const setChecking = (gameId: GameId, isChecking: boolean) => {
    const checking = new Set(store.getState().checking);
    if (isChecking) checking.add(gameId);
    else checking.delete(gameId);
    store.setState({ checking });
  };

  const download = (gameId: GameId, install: boolean) => {
    setChecking(gameId, true);
    send({ kind: 'download-game-files', gameId, install });
    clearTimeout(patience.get(gameId));
    const giveUp = () => {
      if (!store.getState().checking.has(gameId)) return;
      const { noAnswer, noAnswerHint } = strings.errors;
      fail(gameId, { code: 'request-timeout', message: noAnswer, hint: noAnswerHint });
    };
    patience.set(gameId, setTimeout(giveUp, FIRST_EVENT_WITHIN_MS));
  };

  const freeSpace = followFreeSpace({ bridge, store, ui });

  const stops = [
    freeSpace.stop,
    bridge.subscribe('peer-event', (event) => receive(event)),
    bridge.subscribe('settings-changed', (change) => store.setState(change)),
    bridge.subscribe('running-changed', receiveRunning),
    bridge.subscribe('game-played', ({ gameId, playedMs }) =>
      store.setState({ lastPlayed: new Map(store.getState().lastPlayed).set(gameId, playedMs) }),
    ),
    bridge.subscribe('open-game', ({ gameId, problem }) => {
      ui.getState().showGame(gameId);
      if (problem !== null) fail(gameId, problem);
    }),
    ui.subscribe((now, before) => {
      if (now.menu !== before.menu) void lookForServer(now.menu?.gameId ?? null);
      if (now.openGame !== before.openGame) void lookForServer(now.openGame);
    }),
    bridge.onConnection((connected) => {
      store.setState(connected ? { connected } : disconnected(store.getState()));
      if (connected) void refresh();
    }),
  ];

  /** The game is in the set for as long as the call takes. */
  const during = async (set: 'starting' | 'ending', gameId: GameId, call: () => Promise<unknown>) => {
    store.setState({ [set]: new Set(store.getState()[set]).add(gameId) });
    try {
      await call();
    } finally {
      const rest = new Set(store.getState()[set]);
      rest.delete(gameId);
      store.setState({ [set]: rest });
    }
  };

  const start = (name: 'play-game' | 'start-server', gameId: GameId) =>
    attempt(
      gameId,
      during('starting', gameId, async () => bridge.call(name, { gameId })),
    );

  const end = (kind: LaunchKind, gameId: GameId) =>
    attempt(
      gameId,
      during('ending', gameId, async () => bridge.call('stop-game', { gameId, kind })),
    );

  /** Asked when somebody looks: scripts come and go with installs. */
  const lookForServer = async (gameId: GameId | null) => {
    if (gameId === null || store.getState().games.get(gameId)?.installed !== true) return;
    const scripts = await bridge.call('find-scripts', { gameId }).catch(() => null);
    if (scripts === null || scripts.server === store.getState().servers.has(gameId)) return;
    const servers = new Set(store.getState().servers);
    if (!servers.delete(gameId)) servers.add(gameId);
    store.setState({ servers });
  };

  const dismissFailure = (gameId: GameId) => {
    const failures = new Map(store.getState().failures);
    if (failures.delete(gameId)) store.setState({ failures });
  };

  const isTooLarge = (gameId: GameId, unpacks: boolean) => {
    const { games, gameDir, downloads } = store.getState();
    const row = games.get(gameId);
    const use = { fetches: true, unpacks, keptBytes: downloads.get(gameId)?.downloadedBytes ?? 0 };
    return row !== undefined && spaceNeed(row, gameDir, use).missingBytes > 0;
  };

  /** What is free is asked for first, since it has changed since a card was drawn. */
  const downloadIfItFits = async (kind: SpaceQuestion['kind'], gameId: GameId) => {
    const install = kind !== 'download-only';
    setChecking(gameId, true);
    await freeSpace.look();
    if (!isTooLarge(gameId, install)) return download(gameId, install);
    setChecking(gameId, false);
    ui.getState().askForSpace({ gameId, kind });
  };

  /** The peer has the last word on space, so the player may try. */
  const downloadAnyway = () => {
    const { spaceQuestion } = ui.getState();
    ui.getState().askForSpace(null);
    if (spaceQuestion !== null) download(spaceQuestion.gameId, spaceQuestion.kind !== 'download-only');
  };

  const ask = (kind: Question['kind'], gameId: GameId) => ui.getState().ask({ kind, gameId });

  const act = (kind: GameActionKind, gameId: GameId) => {
    // The offer to replace hangs on the failure, and stays when the question is answered with no.
    if (kind !== 'replace-in-place') dismissFailure(gameId);
    switch (kind) {
      case 'download':
      case 'update':
      case 'download-only':
        return void downloadIfItFits(kind, gameId);
      case 'stream-install':
        return send({ kind: 'stream-install-game', gameId });
      case 'pause-download':
        return send({ kind: 'pause-download', gameId });
      case 'resume-download':
      case 'retry-download':
        return send({ kind: 'resume-download', gameId });
      case 'cancel-download':
      case 'cancel-stream-install':
        if (losesBytes(store.getState(), gameId)) return ask(kind, gameId);
        return send({ kind: 'cancel-download', gameId });
      case 'cancel-install':
        return losesInstall(store.getState(), gameId) ? ask(kind, gameId) : send({ kind: 'cancel-download', gameId });
      case 'cancel-verify':
        return send({ kind: 'cancel-download', gameId });
      case 'move-to-front':
        return moveDownload(gameId, 0);
      case 'verify':
        verifying.add(gameId);
        return send({ kind: 'verify-game', gameId });
      case 'install':
        return send({ kind: 'install-game', gameId });
      case 'play':
        return start('play-game', gameId);
      case 'start-server':
        return start('start-server', gameId);
      case 'open-folder':
        return attempt(gameId, bridge.call('open-game-folder', { gameId }));
      case 'uninstall':
        ask(kind, gameId);
        return void lookBeforeUninstall(gameId);
      case 'remove-download':
      case 'discard-download':
      case 'replace-in-place':
      case 'stop-game':
      case 'stop-server':
        return ask(kind, gameId);
      case 'wait':
      case 'unavailable':
    }
  };

  /** The question stands at once; what it is about follows. A failure shows when the answer is yes. */
  const lookBeforeUninstall = async (gameId: GameId) => {
    try {
      const preview = await bridge.call('send-command', { kind: 'describe-uninstall', gameId });
      const { question } = ui.getState();
      if (question?.kind !== 'uninstall' || question.gameId !== gameId) return;
      ui.getState().ask({ ...question, preview: preview as CommandResults['describe-uninstall'] });
    } catch {
      // The words for a look that is not done yet still hold.
    }
  };

  const moveDownload = (gameId: GameId, position: number) => {
    send({ kind: 'move-download', gameId, position });
    const { games, queue } = store.getState();
    const title = games.get(gameId)?.title ?? gameId;
    ui.getState().announce(strings.announce.moved(title, position + 1, queue.size));
  };

  const confirm = () => {
    const { question } = ui.getState();
    ui.getState().ask(null);
    if (question === null) return;
    const { kind, gameId } = question;
    dismissFailure(gameId);
    if (kind === 'stop-game') end('game', gameId);
    else if (kind === 'stop-server') end('server', gameId);
    else send(commandFor({ ...question, kind }, store.getState()));
  };

  return {
    bridge,
    store,
    ui,
    drafts,
    act,
    confirm,
    downloadAnyway,
    dismissFailure,
    refresh,
    rescan,
    moveDownload,
    pauseAll: () => pausable(store.getState().queue).forEach((gameId) => send({ kind: 'pause-download', gameId })),
    resumeAll: () => resumable(store.getState().queue).forEach((gameId) => send({ kind: 'resume-download', gameId })),
    clearFinished: () => {
      store.setState({ finished: [] });
      // Where it fails, the next snapshot shows them again.
      bridge.call('clear-finished', undefined).catch(() => {});
    },
    saveSettings: async (settings) => {
      store.setState({ settings: await bridge.call('save-settings', settings) });
    },
    connectPeer: async (address) => {
      const result = await bridge.call('send-command', { kind: 'connect-peer', address });
      return result as CommandResults['connect-peer'];
    },
    stop: () => {
      for (const stop of stops.toReversed()) stop();
      for (const timer of patience.values()) clearTimeout(timer);
    },
  };
}

/** What a call fails with; null when it does not. */
async function problemOf(call: () => Promise<unknown>): Promise<ErrorData | null> {
  try {
    await call();
    return null;
  } catch (error) {
    return toErrorData(error);
  }
}

/** Whether cancelling throws fetched bytes away; of a paused one that was not heard of since the start, it may. */
function losesBytes({ queue, downloads }: AppState, gameId: GameId): boolean {
  const progress = downloads.get(gameId);
  return progress === undefined ? queue.get(gameId)?.state === 'paused' : progress.downloadedBytes > 0;
}

/** Whether cancelling an install throws away what was unpacked, or that it goes on by itself. */
function losesInstall({ installs }: AppState, gameId: GameId): boolean {
  const install = installs.get(gameId);
  return install !== undefined && (install.writtenBytes > 0 || install.waitingFor !== null);
}

type CommandQuestion = Question & { kind: Exclude<Question['kind'], 'stop-game' | 'stop-server'> };

/** What the yes to a question stands for. */
function commandFor(
  { kind, gameId, keepPlayerFiles = true }: CommandQuestion,
  { queue }: AppState,
): PeerCommand & { gameId: GameId } {
  switch (kind) {
    case 'uninstall':
      return { kind: 'uninstall-game', gameId, keepPlayerFiles };
    case 'remove-download':
      return { kind: 'remove-downloaded-game', gameId };
    case 'cancel-download':
    case 'cancel-stream-install':
    case 'cancel-install':
    case 'discard-download':
      return { kind: 'cancel-download', gameId };
    case 'repair':
      return { kind: 'verify-game', gameId, repair: true };
    case 'replace-in-place':
      return { kind: 'download-game-files', gameId, install: queue.get(gameId)?.install ?? true, inPlace: true };
    default:
      return assertNever(kind);
  }
}
