import { expect, it } from 'vitest';
import { EventEmitter } from 'node:events';
import { forwardPort, type PageWindow } from './forward-port.ts';

it('asks for a port once the page listens, and passes it on to the page alone', () => {
  const trace: unknown[] = [];
  const ipc = Object.assign(new EventEmitter(), { send: (name: string) => trace.push(`send ${name}`) });
  const page = new EventEmitter();
  const pageWindow: PageWindow = {
    addEventListener: (name, listener) => void page.on(name, listener),
    postMessage: (...message) => trace.push(message),
    location: { origin: 'app-lanspread://launcher' },
  };
  forwardPort(ipc as never, pageWindow);
  expect(trace).toEqual([]);
  page.emit('DOMContentLoaded');
  ipc.emit('lanspread-port', { ports: ['port'] });
  expect(trace).toEqual(['send lanspread-connect', ['lanspread-port', 'app-lanspread://launcher', ['port']]]);
});
