// What the tray's menu and its tip say. Pure.
import type { PeerCommand } from '../../src-shared/peer-command.ts';
import { progressBarOf } from './progress-bar.ts';
import { streamedGames, type ShellState } from './shell-state.ts';
import type { ShellTexts } from './shell-texts.ts';

export type TrayAction = 'open' | 'pause-all' | 'resume-all' | 'quit';

export type QueueCommand = Extract<PeerCommand, { kind: 'pause-download' | 'resume-download' }>;

export interface TrayItem {
  action: TrayAction;
  label: string;
  enabled: boolean;
}

export function trayMenu({ queue }: Pick<ShellState, 'queue'>, texts: ShellTexts): TrayItem[] {
  return [
    { action: 'open', label: texts.open, enabled: true },
    { action: 'pause-all', label: texts.pauseAll, enabled: pauseCommands(queue).length > 0 },
    { action: 'resume-all', label: texts.resumeAll, enabled: resumeCommands(queue).length > 0 },
    { action: 'quit', label: texts.quit, enabled: true },
  ];
}

/** `Lanspread`, and how far the downloads are while there are any. */
export function trayTip(state: ShellState, texts: ShellTexts): string {
  const count = state.queue.filter((entry) => entry.state !== 'failed').length + streamedGames(state).length;
  if (count === 0) return texts.name;
  const { mode, share } = progressBarOf(state);
  return `${texts.name} – ${texts.downloads(count)}${mode === 'indeterminate' ? '' : `, ${texts.percent(share)}`}`;
}

type Queue = ShellState['queue'];

/** Those behind come first, so that none of them starts when one in front stops. */
export const pauseCommands = (queue: Queue): QueueCommand[] =>
  queue
    .filter(({ state }) => state !== 'paused' && state !== 'failed')
    .map(({ gameId }) => ({ kind: 'pause-download' as const, gameId }))
    .toReversed();

/** The front first. What failed waits for its own try. */
export const resumeCommands = (queue: Queue): QueueCommand[] =>
  queue.filter(({ state }) => state === 'paused').map(({ gameId }) => ({ kind: 'resume-download' as const, gameId }));
