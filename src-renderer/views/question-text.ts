// The words of a question before something is deleted or ended. Pure.
import { assertNever } from '../../src-shared/assert-never.ts';
import type { GameRow } from '../../src-shared/game.ts';
import type { UninstallPreview } from '../../src-shared/peer-command.ts';
import { formatBytes, formatVersion } from '../format.ts';
import type { Question } from '../store/ui-state.ts';
import type { GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';

export interface QuestionText {
  title: string;
  lines: string[];
  yes: string;
  /** The harmless answer. */
  no: string;
}

/** `keptBytes` is what was fetched of a download so far; null when unknown. */
export function questionText(
  { kind, preview }: Pick<Question, 'kind' | 'preview'>,
  row: GameRow,
  keptBytes: number | null,
): QuestionText {
  switch (kind) {
    case 'uninstall':
      return uninstallText(row, preview);
    case 'remove-download':
      return removeText(row);
    case 'cancel-download':
    case 'discard-download':
      return dropText(kind, row, keptBytes);
    case 'cancel-stream-install':
      return cancelStreamText(row, keptBytes);
    case 'cancel-install':
      return cancelInstallText(row);
    case 'replace-in-place':
      return replaceText(row);
    case 'stop-game':
      return stopText(confirm.stopGameTitle(row.title), confirm.stopGameLoses);
    case 'stop-server':
      return stopText(confirm.stopServerTitle(row.title), confirm.stopServerLoses);
    default:
      return assertNever(kind);
  }
}

const { confirm } = strings;

function uninstallText(row: GameRow, preview: UninstallPreview | undefined): QuestionText {
  const size = formatBytes(row.localBytes);
  const deletes = preview === undefined ? confirm.uninstallDeletesSome : deletesText(preview);
  return {
    title: confirm.uninstallTitle(row.title),
    lines: [deletes, row.downloaded ? confirm.uninstallKeeps(size) : confirm.uninstallKeepsNothing],
    yes: confirm.uninstallButton,
    no: strings.cancel,
  };
}

function deletesText({ files, bytes, playerFiles, playerBytes }: UninstallPreview): string {
  const deletes = confirm.uninstallDeletes(files - playerFiles, formatBytes(bytes - playerBytes));
  return playerFiles === 0 ? `${deletes} ${confirm.uninstallNoneIsYours}` : deletes;
}

const shownExamples = 3;

/** What is said about the player's own files. */
export function keepText({ playerFiles, playerBytes, examples }: UninstallPreview, keep: boolean) {
  const shown = examples.slice(0, shownExamples);
  return {
    label: confirm.keepFiles(playerFiles, formatBytes(playerBytes)),
    examples: confirm.keepExamples(shown.join(', '), playerFiles - shown.length),
    fate: keep ? confirm.keepFate : confirm.loseFate,
  };
}

function removeText(row: GameRow): QuestionText {
  const cost = formatBytes(row.remoteBytes ?? row.localBytes);
  return {
    title: confirm.removeTitle(row.title),
    lines: [
      confirm.removeDeletes(formatBytes(row.localBytes)),
      row.peerCount > 0 ? confirm.removeCost(cost, row.peerCount) : confirm.removeLastCopy,
    ],
    yes: confirm.removeButton,
    no: strings.cancel,
  };
}

function dropText(kind: 'cancel-download' | 'discard-download', row: GameRow, keptBytes: number | null): QuestionText {
  const isCancel = kind === 'cancel-download';
  const deletes = confirm.cancelDeletes(keptBytes === null ? null : formatBytes(keptBytes));
  const instead = isCancel ? confirm.cancelPauseInstead : confirm.discardRetryInstead;
  return {
    title: isCancel ? confirm.cancelTitle(row.title) : confirm.discardTitle(row.title),
    lines: [row.downloaded || row.installed ? `${deletes} ${confirm.keepsOldVersion}` : deletes, instead],
    yes: isCancel ? confirm.cancelButton : confirm.discardButton,
    no: confirm.keepIt,
  };
}

const cancelStreamText = (row: GameRow, keptBytes: number | null): QuestionText => ({
  title: confirm.cancelInstallTitle(row.title),
  lines: [confirm.cancelStreamDeletes(keptBytes === null ? null : formatBytes(keptBytes)), confirm.cancelStreamNoPause],
  yes: confirm.cancelInstallButton,
  no: confirm.letRun,
});

/** It waits until the game is closed. */
const cancelInstallText = (row: GameRow): QuestionText => ({
  title: confirm.cancelInstallTitle(row.title),
  lines: [confirm.cancelInstallKeeps, ...(row.installed ? [confirm.cancelUpdateKeeps] : [])],
  yes: confirm.cancelInstallButton,
  no: confirm.letWait,
});

function replaceText(row: GameRow): QuestionText {
  const version = formatVersion(row.localVersion ?? '');
  return {
    title: confirm.replaceTitle(row.title),
    lines: [
      confirm.replaceDeletes(version),
      confirm.replaceNoWayBack,
      ...(row.installed ? [confirm.replaceKeepsInstalled] : []),
    ],
    yes: confirm.replaceButton,
    no: strings.cancel,
  };
}

const stopText = (title: string, line: string): QuestionText => ({
  title,
  lines: [line],
  yes: confirm.stopButton,
  no: confirm.letRun,
});

/** What it asks about ended while the question stood: there is nothing left to decide. */
export function isMoot(kind: Question['kind'], view: GameView): boolean {
  const { row, operation, queued, playing, serving, install } = view;
  switch (kind) {
    case 'uninstall':
      return !row.installed;
    case 'remove-download':
    case 'replace-in-place':
      return !row.downloaded;
    case 'cancel-download':
    case 'discard-download':
      return operation !== 'downloading' && queued === null;
    case 'cancel-stream-install':
      return operation !== 'streaming';
    case 'cancel-install':
      return install === null || install.waitingFor === null;
    case 'stop-game':
      return playing === null;
    case 'stop-server':
      return serving === null;
    default:
      return assertNever(kind);
  }
}
