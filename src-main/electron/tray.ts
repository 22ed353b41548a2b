// The program's place in the tray: its icon, tip and menu.
import type { ElectronApi } from './electron-api.ts';
import type { TrayAction, TrayItem } from './tray-menu.ts';

export interface ShownTray {
  update: (items: readonly TrayItem[], tip: string) => void;
  stop: () => void;
}

/** Null where the system has no tray. */
export function showTray(
  { Menu, nativeImage, Tray }: Pick<ElectronApi, 'Menu' | 'nativeImage' | 'Tray'>,
  iconFile: string,
  onAction: (action: TrayAction) => void,
): ShownTray | null {
  const tray = makeTray();
  if (tray === null) return null;
  tray.on('click', () => onAction('open'));
  let shown = '';
  return {
    update: (items, tip) => {
      // A menu that is replaced while it is open closes under the pointer.
      const next = JSON.stringify([items, tip]);
      if (next === shown) return;
      const sameMenu = shown !== '' && JSON.stringify(items) === JSON.stringify((JSON.parse(shown) as unknown[])[0]);
      shown = next;
      tray.setToolTip(tip);
      if (sameMenu) return;
      const entries = items.map(({ action, label, enabled }) => ({ label, enabled, click: () => onAction(action) }));
      tray.setContextMenu(Menu.buildFromTemplate(entries));
    },
    stop: () => tray.destroy(),
  };

  function makeTray() {
    try {
      return new Tray(nativeImage.createFromPath(iconFile));
    } catch {
      return null;
    }
  }
}
