// Runs in the window before its page; built as one CommonJS file, because sandboxed preloads take no other.
import { ipcRenderer } from 'electron';
import { forwardPort, type PageWindow } from './forward-port.ts';

forwardPort(ipcRenderer, globalThis as unknown as PageWindow);
