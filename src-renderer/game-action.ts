// What can be done with a game now: one primary step and the rest. Pure.
import { assertNever } from '../src-shared/assert-never.ts';
import type { GameRow } from '../src-shared/game.ts';
import { hasUpdate, isInstallBehind, isOutdated } from '../src-shared/game-version.ts';
import { leavesPlayable, type OperationKind } from '../src-shared/operation.ts';
import type { ErrorData } from '../src-shared/peer-error.ts';
import { formatBytes } from './format.ts';
import type { QueuePlace } from './queue-place.ts';
import { strings } from './strings.ts';

export type GameActionKind =
  | 'download'
  | 'download-only'
  | 'stream-install'
  | 'update'
  | 'pause-download'
  | 'resume-download'
  | 'retry-download'
  | 'cancel-download'
  | 'cancel-stream-install'
  | 'discard-download'
  | 'move-to-front'
  | 'replace-in-place'
  | 'verify'
  | 'cancel-verify'
  | 'install'
  | 'cancel-install'
  | 'play'
  | 'stop-game'
  | 'start-server'
  | 'stop-server'
  | 'uninstall'
  | 'remove-download'
  | 'open-folder'
  | 'wait'
  | 'unavailable';

export interface GameAction {
  kind: GameActionKind;
  /** On the button: `Download (1.2 GB)`. */
  label: string;
  /** Where there is no room for more than its sign and this: `1.2 GB`; null where the label is short enough. */
  short: string | null;
  /** For screen readers and tests: `Download Xonotic (1.2 GB)`. */
  name: string;
  enabled: boolean;
  /** Why it is disabled, in one phrase; null when enabled. */
  reason: string | null;
}

export interface GameActions {
  primary: GameAction;
  secondary: GameAction[];
}

export interface GameSituation {
  operation: OperationKind | null;
  /** Its place in the download queue; null when it is not in it. */
  queued: QueuePlace | null;
  /** The last failure; it may open another way. */
  failure: ErrorData | null;
  /** The room is being asked who has the game. */
  checking: boolean;
  /** Play was pressed and the host has not answered yet. */
  starting: boolean;
  /** The game runs, and its server, as far as that is known. */
  playing: boolean;
  serving: boolean;
  /** Stop was pressed and the host has not answered yet. */
  ending: boolean;
  /** It has a script for its server. */
  canServe: boolean;
  /** The host can show folders in the system's file manager. */
  canOpenFolder: boolean;
}

/** Bytes that matter to the player now: what lies here, else what a download would fetch; null when unknown. */
export function relevantBytes(row: GameRow): number | null {
  if (row.downloaded) return row.localBytes;
  return row.remoteBytes ?? row.size ?? null;
}

export function gameActions(row: GameRow, situation: GameSituation): GameActions {
  return { primary: primaryAction(row, situation), secondary: secondaryActions(row, situation) };
}

function primaryAction(row: GameRow, situation: GameSituation): GameAction {
  const { operation, queued, checking, starting, ending } = situation;
  if (operation === 'downloading') return enabled('pause-download', strings.actions.pause, row);
  if (operation === 'streaming') return enabled('cancel-stream-install', strings.actions.cancelDownload, row);
  if (isInstall(operation)) return enabled('cancel-install', strings.actions.cancelDownload, row);
  if (operation !== null) {
    return disabled('wait', `${strings.operations[operation]}…`, row, strings.reasons.running(operation));
  }
  if (queued !== null) return queueStep(row, queued);
  if (checking) return disabled('wait', strings.actions.checking, row, strings.reasons.checking);
  if (ending) return disabled('wait', strings.actions.ending, row, strings.reasons.ending);
  // Also while it is being started: its set-up may hang.
  if (situation.playing) return enabled('stop-game', strings.actions.stop, row);
  if (starting) return disabled('wait', strings.actions.starting, row, strings.reasons.starting);
  if (hasUpdate(row)) return fetchAction('update', row);
  if (isInstallBehind(row)) return enabled('install', strings.actions.installUpdate, row);
  if (row.installed) return enabled('play', strings.actions.play, row);
  if (row.downloaded) return enabled('install', strings.actions.install, row);
  if (row.peerCount > 0) return fetchAction('download', row);
  return disabled('unavailable', strings.actions.unavailable, row, unavailableReason(row));
}

export const isInstall = (operation: OperationKind | null): operation is 'installing' | 'updating' =>
  operation === 'installing' || operation === 'updating';

function queueStep(row: GameRow, { state }: QueuePlace): GameAction {
  switch (state) {
    case 'queued':
      return enabled('cancel-download', strings.actions.cancelDownload, row);
    case 'running':
    case 'stalled':
      return enabled('pause-download', strings.actions.pause, row);
    case 'paused':
      return enabled('resume-download', strings.actions.resume, row);
    case 'failed':
      return enabled('retry-download', strings.actions.retry, row);
    default:
      return assertNever(state);
  }
}

function unavailableReason(row: GameRow): string {
  // Bytes of the right version were announced, yet no PC serves it: an operation runs on it there.
  if (row.remoteBytes !== null) return strings.reasons.sourcesBusy;
  return row.otherVersionPeerCount > 0 ? strings.reasons.otherVersion : strings.reasons.nobody;
}

function secondaryActions(row: GameRow, situation: GameSituation): GameAction[] {
  const { operation, queued, checking } = situation;
  if (operation === 'downloading') {
    return [enabled('cancel-download', strings.actions.cancelDownload, row), ...playActions(row, situation)];
  }
  if (operation === 'verifying') {
    return [enabled('cancel-verify', strings.actions.cancelVerify, row), ...playActions(row, situation)];
  }
  if (operation !== null) return leavesPlayable(operation) ? playActions(row, situation) : [];
  if (queued !== null) {
    return [...queueActions(row, queued, situation), ...playActions(row, situation), ...folderActions(row, situation)];
  }
  return checking ? [] : settledActions(row, situation);
}

function queueActions(row: GameRow, { state, turn }: QueuePlace, situation: GameSituation): GameAction[] {
  if (state === 'queued') {
    const toFront = turn > 1 ? [enabled('move-to-front', strings.actions.moveToFront, row)] : [];
    return [...toFront, enabled('pause-download', strings.actions.pause, row)];
  }
  if (state !== 'failed') return [enabled('cancel-download', strings.actions.cancelDownload, row)];
  return [...replaceActions(row, situation), enabled('discard-download', strings.actions.discard, row)];
}

/** What lies here stays usable while its update waits, is fetched, or unpacked. */
function playActions(row: GameRow, situation: GameSituation): GameAction[] {
  const mayPlay = row.installed && !situation.playing && !situation.starting;
  const play = mayPlay ? [enabled('play', strings.actions.play, row)] : [];
  return [...play, ...stopActions(row, situation), ...startServerActions(row, situation)];
}

/** What runs, where the primary step is another one. */
function stopActions(row: GameRow, { playing, serving, ending }: GameSituation): GameAction[] {
  if (ending) return [];
  return [
    ...(playing ? [enabled('stop-game', strings.actions.stop, row)] : []),
    ...(serving ? [enabled('stop-server', strings.actions.stopServer, row)] : []),
  ];
}

function startServerActions(row: GameRow, { canServe, serving, starting }: GameSituation): GameAction[] {
  if (!canServe || serving || starting || !row.installed) return [];
  return [enabled('start-server', strings.actions.startServer, row)];
}

/** Where both versions do not fit, the old one can give way. */
function replaceActions(row: GameRow, { failure }: GameSituation): GameAction[] {
  if (failure?.code !== 'disk-full' || !row.downloaded || !isOutdated(row)) return [];
  return [enabled('replace-in-place', strings.actions.replaceInPlace, row)];
}

function folderActions(row: GameRow, { canOpenFolder }: GameSituation): GameAction[] {
  if (!canOpenFolder || !(row.downloaded || row.installed)) return [];
  return [enabled('open-folder', strings.actions.openFolder, row)];
}

/** Other ways to what the room has and this PC has not. */
function fetchActions(row: GameRow, inUse: boolean): GameAction[] {
  if (row.downloaded || row.peerCount === 0) return [];
  const isUpdate = hasUpdate(row);
  const only = enabled('download-only', strings.actions.downloadOnly, row);
  const { streamInstall, streamUpdate } = strings.actions;
  if (!row.installed) return [only, enabled('stream-install', streamInstall, row)];
  if (!isUpdate) return [fetchAction('download-only', row)];
  return inUse ? [only] : [only, enabled('stream-install', streamUpdate, row)];
}

function settledActions(row: GameRow, situation: GameSituation): GameAction[] {
  const inUse = situation.playing || situation.serving;
  const actions = [...replaceActions(row, situation), ...fetchActions(row, inUse)];
  const updatable = hasUpdate(row);
  const isBehind = isInstallBehind(row);
  if (updatable && isBehind && !inUse) actions.push(enabled('install', strings.actions.installUpdate, row));
  if ((updatable || isBehind) && row.installed && !inUse) actions.push(enabled('play', strings.actions.play, row));
  if (updatable && row.downloaded && !row.installed) actions.push(enabled('install', strings.actions.install, row));
  actions.push(...stopActions(row, { ...situation, playing: false }), ...startServerActions(row, situation));
  actions.push(...folderActions(row, situation));
  // The room agrees on the catalog's version only, so an older one has nothing to be compared with.
  if (row.downloaded && !isOutdated(row)) actions.push(enabled('verify', strings.actions.verify, row));
  if (row.installed && !inUse) actions.push(enabled('uninstall', strings.actions.uninstall, row));
  // An installed game must be uninstalled first: the peer removes a game root only as a whole.
  if (row.downloaded && !row.installed) actions.push(enabled('remove-download', strings.actions.removeDownload, row));
  return actions;
}

function enabled(kind: GameActionKind, label: string, row: GameRow): GameAction {
  return { kind, label, short: null, name: strings.actions.named(label, row.title, null), enabled: true, reason: null };
}

function disabled(kind: GameActionKind, label: string, row: GameRow, reason: string): GameAction {
  return { kind, label, short: null, name: strings.actions.named(label, row.title, null), enabled: false, reason };
}

function fetchAction(kind: 'download' | 'download-only' | 'update', row: GameRow): GameAction {
  const bytes = row.remoteBytes ?? row.size;
  const size = bytes === undefined ? null : formatBytes(bytes);
  const { actions } = strings;
  const isUpdate = kind === 'update';
  const verb = isUpdate ? actions.updateShort : actions.downloadShort;
  return {
    kind,
    label: isUpdate ? actions.update(size) : actions.download(size),
    short: size,
    name: actions.named(verb, row.title, size),
    enabled: true,
    reason: null,
  };
}
