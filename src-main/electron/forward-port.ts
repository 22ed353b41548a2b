// The preload's whole work: asks the main process for a message port and passes it on to the page.
import type { IpcRenderer } from 'electron';
import { connectChannel, portChannel } from './port-names.ts';

/** What the preload needs of the page's window. */
export interface PageWindow {
  addEventListener: (type: 'DOMContentLoaded', listener: () => void) => void;
  postMessage: (message: string, targetOrigin: string, transfer: unknown[]) => void;
  location: { origin: string };
}

/** The page's scripts have run at DOMContentLoaded, so somebody listens when the port arrives. */
export function forwardPort(ipcRenderer: Pick<IpcRenderer, 'on' | 'send'>, page: PageWindow): void {
  ipcRenderer.on(portChannel, ({ ports }) => page.postMessage(portChannel, page.location.origin, ports));
  page.addEventListener('DOMContentLoaded', () => ipcRenderer.send(connectChannel));
}
