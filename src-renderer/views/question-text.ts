// The words of a question before something is deleted or ended. Pure.
import { assertNever } from '../../src-shared/assert-never.ts';
import type { GameRow } from '../../src-shared/game.ts';
import type { UninstallPreview } from '../../src-shared/peer-command.ts';
import type { VerifySummary } from '../../src-shared/peer-event.ts';
import { formatBytes, formatVersion } from '../format.ts';
import { isInstall } from '../game-action.ts';
import { differText } from '../store/notices.ts';
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

/** `keptBytes` is what was fetched of a download, or unpacked of an install, so far; null when unknown. */
export function questionText(
  { kind, preview, found }: Pick<Question, 'kind' | 'preview' | 'found'>,
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
      return cancelInstallText(row, keptBytes);
    case 'replace-in-place':
      return replaceText(row);
    case 'stop-game':
      return stopText(confirm.stopGameTitle(row.title), confirm.stopGameLoses);
    case 'stop-server':
      return stopText(confirm.stopServerTitle(row.title), confirm.stopServerLoses);
    case 'repair':
      return repairText(row, found);
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

const cancelStreamText = (row: GameRow, unpackedBytes: number | null): QuestionText => ({
  title: confirm.cancelInstallTitle(row.title),
  lines: [deletesUnpacked(unpackedBytes), confirm.cancelStreamNoPause],
  yes: confirm.cancelInstallButton,
  no: confirm.letRun,
});

function cancelInstallText(row: GameRow, unpackedBytes: number | null): QuestionText {
  const keeps = row.installed ? confirm.cancelUpdateKeeps : confirm.cancelInstallKeeps;
  return {
    title: row.installed ? confirm.cancelUpdateTitle(row.title) : confirm.cancelInstallTitle(row.title),
    // Nothing is unpacked yet of one that waits.
    lines: unpackedBytes === 0 ? [keeps] : [deletesUnpacked(unpackedBytes), keeps],
    yes: row.installed ? confirm.cancelUpdateButton : confirm.cancelInstallButton,
    no: confirm.letRun,
  };
}

const deletesUnpacked = (bytes: number | null): string =>
  confirm.cancelInstallDeletes(bytes === null ? null : formatBytes(bytes));

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

function repairText(row: GameRow, found: VerifySummary | undefined): QuestionText {
  const { repairTitle, repairReplaces, repair, leave } = strings.verify;
  const lines = found === undefined ? [repairReplaces] : [differText(found), repairReplaces];
  return { title: repairTitle(row.title), lines, yes: repair, no: leave };
}

const stopText = (title: string, line: string): QuestionText => ({
  title,
  lines: [line],
  yes: confirm.stopButton,
  no: confirm.letRun,
});

/** What it asks about ended while the question stood: there is nothing left to decide. */
export function isMoot(kind: Question['kind'], { row, operation, queued, playing, serving }: GameView): boolean {
  switch (kind) {
    case 'uninstall':
      return !row.installed;
    case 'remove-download':
    case 'replace-in-place':
      return !row.downloaded;
    case 'repair':
      return !row.downloaded || operation !== null;
    case 'cancel-download':
    case 'discard-download':
      return operation !== 'downloading' && queued === null;
    case 'cancel-stream-install':
      return operation !== 'streaming';
    case 'cancel-install':
      return !isInstall(operation);
    case 'stop-game':
      return playing === null;
    case 'stop-server':
      return serving === null;
    default:
      return assertNever(kind);
  }
}
