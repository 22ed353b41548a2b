// Keeps two programs from working on the same state at once: both would recover, and both would be the same peer.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { Stop } from '../peer/edge/stop.ts';

/**
 * Held until stopped, or until the process is gone in whatever way: it is a local socket, not a file with a number in
 * it. Throws `bad-state` when another program holds it.
 */
export async function lockStateDir(stateDir: string): Promise<Stop> {
  const address = socketOf(stateDir);
  if (await isAnswered(address)) {
    const hint = 'Close the other lanspread, or give this one another folder with --state-dir.';
    throw new PeerError('bad-state', `Another lanspread already uses ${stateDir}.`, hint);
  }
  // A socket that nobody answers was left by a program that died.
  if (process.platform !== 'win32') await rm(address, { force: true });
  const server = createServer((socket) => socket.destroy());
  server.listen(address);
  await once(server, 'listening');
  server.unref();
  return async () => {
    if (server.listening) await new Promise((resolve) => void server.close(resolve));
  };
}

/** Short, since the addresses of local sockets may have about a hundred characters only. */
function socketOf(stateDir: string): string {
  const name = `lanspread-${createHash('sha256').update(path.resolve(stateDir)).digest('hex').slice(0, 24)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(tmpdir(), `${name}.sock`);
}

async function isAnswered(address: string): Promise<boolean> {
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
