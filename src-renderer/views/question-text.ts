// The words of a question before deleting. Pure.
import type { GameRow } from '../../src-shared/game.ts';
import { formatBytes } from '../format.ts';
import type { Question } from '../store/ui-state.ts';
import { strings } from '../strings.ts';

export interface QuestionText {
  title: string;
  lines: string[];
  yes: string;
}

export function questionText(kind: Question['kind'], row: GameRow): QuestionText {
  const { confirm } = strings;
  const size = formatBytes(row.localBytes);
  if (kind === 'uninstall') {
    return {
      title: confirm.uninstallTitle(row.title),
      lines: [confirm.uninstallDeletes, row.downloaded ? confirm.uninstallKeeps(size) : confirm.uninstallKeepsNothing],
      yes: confirm.uninstallButton,
    };
  }
  const cost = formatBytes(row.remoteBytes ?? row.localBytes);
  return {
    title: confirm.removeTitle(row.title),
    lines: [
      confirm.removeDeletes(size),
      row.peerCount > 0 ? confirm.removeCost(cost, row.peerCount) : confirm.removeLastCopy,
    ],
    yes: confirm.removeButton,
  };
}
