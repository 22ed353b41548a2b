// The key of the interface in a browser. It stays, so that a window outlives a restart of the peer.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PeerError } from '../../src-shared/peer-error.ts';
import { webTokenName } from '../peer/disk/names.ts';
import { writePrivateFile } from '../peer/disk/private-file.ts';

const tokenBytes = 16;
const wellFormed = /^[\w-]{22}$/;

/**
 * 128 random bits in base64url, from the state folder; made on first use, and anew when the file holds no key. Throws
 * PeerError `bad-state`.
 */
export async function loadOrCreateWebToken(stateDir: string): Promise<string> {
  const path = join(stateDir, webTokenName);
  try {
    const stored = await readIfThere(path);
    if (wellFormed.test(stored)) return stored;
    const token = randomBytes(tokenBytes).toString('base64url');
    await writePrivateFile(path, token);
    return token;
  } catch (cause) {
    const hint = `Check the permissions of ${path}, or delete it.`;
    throw new PeerError('bad-state', 'The key of the interface in a browser cannot be kept.', hint, { cause });
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
