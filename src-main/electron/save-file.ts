// The system's own dialog for saving a file.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import type { ElectronApi } from './electron-api.ts';

/** Where it was saved, an absolute path; null when cancelled. */
export async function saveFile(
  { app, dialog }: Pick<ElectronApi, 'app' | 'dialog'>,
  window: BrowserWindow | null,
  name: string,
  bytes: Buffer,
): Promise<string | null> {
  const options = { defaultPath: join(app.getPath('documents'), name) };
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  if (canceled || filePath === '') return null;
  await writeFile(filePath, bytes);
  return filePath;
}
