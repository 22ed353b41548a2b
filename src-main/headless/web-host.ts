// The launcher in a browser: serves the window's files and its WebSocket on this computer only.
import type { IncomingMessage, Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { AppHost } from '../app/app-host.ts';
import { serveWindow } from '../app/serve-window.ts';
import { openWindowFiles } from '../app/window-files.ts';
import type { Log } from '../peer/edge/log.ts';
import type { Stop } from '../peer/edge/stop.ts';
import { answerFileRequest } from './web-files.ts';
import { judgeUpgrade } from './web-guard.ts';
import { webSocketChannel } from './web-socket.ts';

/** An `import` of it would read each of its names, one of which brings the whole of fetch: 9 MB. */
const { createServer } = process.getBuiltinModule('node:http');

export interface WebHostOptions {
  host: AppHost;
  /** 0 takes any free port. */
  port: number;
  /** Whoever has it may command this peer. */
  token: string;
  /** The built window, `out/renderer`. */
  rendererDir: string;
  /** `catalog/covers`; served under `/covers/`. */
  coversDir: string;
  log: Log;
}

export interface WebHost {
  /** The link to open, with the token. */
  url: string;
  stop: Stop;
}

const loopback = '127.0.0.1';
/** The largest call of a window: settings with a long path. */
const maxMessageBytes = 256 * 1024;
const maxWindows = 16;
const maxConnections = 128;

/** Throws PeerError `port-taken`, or `not-supported-yet` when the window has not been built. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const files = await openWindowFiles(options);
  const { token } = options;
  const portOf = () => (server.address() as AddressInfo).port;
  const server: Server = createServer((request, response) => {
    void answerFileRequest(request, response, files, portOf());
  });
  server.maxConnections = maxConnections;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
  server.on('upgrade', acceptWindows(sockets, options, portOf, token));
  await listen(server, options.port);
  return { url: `http://${loopback}:${portOf()}/#token=${token}`, stop: stopping(server, sockets) };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, loopback);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is used by another program' : `cannot be used (${message})`;
    throw new PeerError('port-taken', `Port ${port} of this computer ${why}.`, 'Choose another port.', {
      cause: error,
    });
  }
}

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

function acceptWindows(
  sockets: WebSocketServer,
  { host, log }: WebHostOptions,
  portOf: () => number,
  token: string,
): OnUpgrade {
  const told = new Set<string>();
  const refuse = (socket: Duplex, status: string, why: string) => {
    // A forgotten tab with an old link tries again every few seconds.
    if (!told.has(why)) log('warn', `A browser was refused: ${why}.`);
    told.add(why);
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };
  return (request, socket, head) => {
    // A socket that breaks while it is being refused must not end the program.
    socket.on('error', () => socket.destroy());
    const { host: hostHeader, origin } = request.headers;
    const verdict = judgeUpgrade({ host: hostHeader, origin, url: request.url }, portOf(), token);
    if (verdict !== 'ok') return refuse(socket, '403 Forbidden', verdict);
    if (sockets.clients.size >= maxWindows) return refuse(socket, '503 Service Unavailable', 'too many windows');
    sockets.handleUpgrade(request, socket, head, (window) => {
      window.on('error', (error) => log('warn', `A window was disconnected: ${error.message}.`));
      serveWindow(
        host,
        webSocketChannel(window, () => log('warn', 'A window did not read and was disconnected.')),
      );
    });
  };
}

/** Open connections would keep the server alive for as long as their browsers like. */
function stopping(server: Server, sockets: WebSocketServer): Stop {
  let ended: Promise<void> | null = null;
  return async () => {
    ended ??= new Promise((resolve) => {
      server.close(() => resolve());
      for (const window of sockets.clients) window.terminate();
      sockets.close();
      server.closeAllConnections();
    });
    return ended;
  };
}
