// Carries what the host tells to tray, taskbar, notifications and the sleep of the PC.
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';
import { boundNotices, type Notice } from '../../src-shared/notices.ts';
import { needsAwake } from '../app/needs-awake.ts';
import type { AppHost, TopicMessage } from '../app/app-host.ts';
import type { Clock } from '../peer/edge/clock.ts';
import { noticesFor } from './notices.ts';
import type { ProgressBar } from './progress-bar.ts';
import { progressBarOf } from './progress-bar.ts';
import { applyToShell, firstShellState, type ShellState } from './shell-state.ts';
import type { ShellTexts } from './shell-texts.ts';
import { trayMenu, trayTip, type TrayItem } from './tray-menu.ts';

/** Where it is shown; each is told only what is new. */
export interface ShellOutlets {
  setTray: (items: readonly TrayItem[], tip: string) => void;
  setProgress: (bar: ProgressBar) => void;
  setAwake: (awake: boolean) => void;
  notify: (notice: Notice) => void;
}

export interface FollowOptions {
  host: AppHost;
  /** In the language that is chosen. */
  textsOf: (state: Pick<ShellState, 'language'>) => ShellTexts;
  clock: Clock;
  /** Whether others read files from here now. */
  isServing: () => boolean;
  outlets: ShellOutlets;
}

export interface FollowedHost {
  state: () => ShellState;
  stop: () => void;
}

/** Uploads are not told as events. */
const servingCheckMs = 20_000;

export async function followHost({ host, textsOf, clock, isServing, outlets }: FollowOptions): Promise<FollowedHost> {
  let state = firstShellState((await host.handleCall('get-snapshot', undefined)) as AppSnapshot);
  let bar = '';
  const show = () => {
    const texts = textsOf(state);
    outlets.setTray(trayMenu(state, texts), trayTip(state, texts));
    outlets.setAwake(needsAwake(state, isServing()));
    const next = progressBarOf(state);
    if (JSON.stringify(next) === bar) return;
    bar = JSON.stringify(next);
    outlets.setProgress(next);
  };
  const receive = (message: TopicMessage) => {
    const before = state;
    state = applyToShell(before, message);
    if (message.topic === 'peer-event') {
      const texts = textsOf(before);
      boundNotices(noticesFor(message.data, before, texts), texts).forEach(outlets.notify);
    }
    if (state !== before) show();
  };
  let callOff = () => {};
  const look = () => {
    outlets.setAwake(needsAwake(state, isServing()));
    callOff = clock.after(servingCheckMs, look);
  };
  const leave = host.watch(receive);
  show();
  look();
  return {
    state: () => state,
    stop: () => {
      leave();
      callOff();
      outlets.setAwake(false);
    },
  };
}
