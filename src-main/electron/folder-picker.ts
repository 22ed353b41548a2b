// The system's own folder picker.
import type { BrowserWindow } from 'electron';
import type { ElectronApi } from './electron-api.ts';
import type { ShellTexts } from './shell-texts.ts';

/** The chosen folder's absolute path; null when cancelled. */
export async function pickFolder(
  { dialog }: Pick<ElectronApi, 'dialog'>,
  window: BrowserWindow | null,
  { chooseFolder, useFolder }: ShellTexts,
): Promise<string | null> {
  const options = {
    title: chooseFolder,
    buttonLabel: useFolder,
    properties: ['openDirectory' as const, 'createDirectory' as const],
  };
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled ? null : (filePaths[0] ?? null);
}
