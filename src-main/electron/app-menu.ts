// The program's own menu. macOS takes the keys for copying, pasting and quitting from it; elsewhere the window has all.
import type { ElectronApi } from './electron-api.ts';

const roles = ['appMenu', 'editMenu', 'windowMenu'] as const;

export function setAppMenu({ Menu }: Pick<ElectronApi, 'Menu'>, platform: NodeJS.Platform): void {
  const isMac = platform === 'darwin';
  Menu.setApplicationMenu(isMac ? Menu.buildFromTemplate(roles.map((role) => ({ role }))) : null);
}
