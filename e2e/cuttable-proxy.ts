// A forward proxy between a browser and everything else, which can be cut and mended as a cable is.
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface CuttableProxy {
  /** For the `proxy` option of a browser context; addresses of this computer go through it too. */
  settings: { server: string; bypass: string };
  /** Breaks every connection and refuses new ones. */
  cut: () => void;
  mend: () => void;
  stop: () => Promise<void>;
}

export async function startCuttableProxy(): Promise<CuttableProxy> {
  const open = new Set<Duplex>();
  let isCut = false;
  const keep = (socket: Duplex) => {
    open.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => open.delete(socket));
  };
  const server = createServer(forward);
  server.on('connection', (socket: Socket) => {
    if (isCut) return void socket.destroy();
    return keep(socket);
  });
  // WebSockets come as tunnels.
  server.on('connect', (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [host = '', port] = (asked.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    keep(onward);
    onward.once('close', () => socket.destroy());
    socket.once('close', () => onward.destroy());
  });
  const cut = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    settings: { server: `http://127.0.0.1:${port}`, bypass: '<-loopback>' },
    cut,
    mend: () => void (isCut = false),
    stop: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Files of the page come in absolute form, as a proxy is asked. */
function forward(asked: IncomingMessage, response: ServerResponse): void {
  const onward = request(asked.url ?? '', { method: asked.method, headers: asked.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  asked.pipe(onward);
}
