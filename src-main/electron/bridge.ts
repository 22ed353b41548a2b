// Gives each load of our page a message port of its own and answers its calls there.
import type { IpcMainEvent, MessagePortMain } from 'electron';
import type { Channel } from '../../src-shared/rpc.ts';
import type { AppHost } from '../app/app-host.ts';
import { serveWindow } from '../app/serve-window.ts';
import type { Log } from '../peer/edge/log.ts';
import type { ElectronApi } from './electron-api.ts';
import type { IsOwnPage } from './guards.ts';
import { connectChannel, portChannel } from './port-names.ts';

export interface BridgeOptions {
  host: AppHost;
  isOwnPage: IsOwnPage;
  log: Log;
}

/** Answers how to stop listening for pages. */
export function serveWindowPorts(
  { ipcMain, MessageChannelMain }: Pick<ElectronApi, 'ipcMain' | 'MessageChannelMain'>,
  { host, isOwnPage, log }: BridgeOptions,
): () => void {
  const connect = ({ senderFrame }: IpcMainEvent) => {
    // Frames within the page and pages that are not ours never get a port.
    if (senderFrame === null || senderFrame.parent !== null || !isOwnPage(senderFrame.url)) {
      log('warn', `A foreign page was refused: ${senderFrame?.url ?? 'gone'}.`);
      return;
    }
    const { port1, port2 } = new MessageChannelMain();
    serveWindow(host, toChannel(port1));
    port1.start();
    senderFrame.postMessage(portChannel, null, [port2]);
  };
  ipcMain.on(connectChannel, connect);
  return () => void ipcMain.off(connectChannel, connect);
}

function toChannel(port: MessagePortMain): Channel {
  let isOpen = true;
  port.once('close', () => (isOpen = false));
  return {
    post: (message) => isOpen && port.postMessage(message),
    onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
    onClose: (listener) => void port.once('close', listener),
  };
}
