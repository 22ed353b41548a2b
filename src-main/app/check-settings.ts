// Decides whether settings may be saved; a refusal says what to do.
import { isAbsolute, resolve } from 'node:path';
import { describeIssue, transferLimitsSchema } from '../../src-shared/peer-command-schema.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { maxConcurrentDownloads, minRateLimit, type TransferLimits } from '../../src-shared/transfer-limits.ts';
import { findWriteProblem } from './game-dir-info.ts';

export const longestPlayerName = 32;

/** Control, format, unassigned and line-breaking characters are invisible, or reorder what other players read. */
const invisible = /[\p{C}\p{Zl}\p{Zp}]/u;

/** The name without outer spaces; throws PeerError `bad-settings`. */
export function checkPlayerName(name: string): string {
  const tidy = name.trim();
  const length = Array.from(tidy).length;
  if (length < 1 || length > longestPlayerName || invisible.test(tidy)) {
    throw new PeerError(
      'bad-settings',
      'This player name cannot be used.',
      `Choose 1 to ${longestPlayerName} visible characters.`,
    );
  }
  return tidy;
}

/** The best usable name in a text, for example of the system's user; `Player` when nothing is left. */
export function tidyPlayerName(name: string): string {
  const visible = Array.from(name)
    .filter((character) => !invisible.test(character))
    .join('');
  const tidy = visible.replaceAll(/\s+/gu, ' ').trim();
  return Array.from(tidy).slice(0, longestPlayerName).join('').trim() || 'Player';
}

/** The absolute path, once a file could be written there; throws PeerError `game-dir-unusable`. */
export async function checkGameDir(path: string): Promise<string> {
  const hint = 'Choose an existing folder that you may write to.';
  if (!isAbsolute(path)) throw new PeerError('game-dir-unusable', `"${path}" is not a full path.`, hint);
  const folder = resolve(path);
  const problem = await findWriteProblem(folder);
  if (problem !== null) throw new PeerError('game-dir-unusable', `${folder}: ${problem}`, hint);
  return folder;
}

/** Throws PeerError `bad-settings` that names the wrong field. */
export function checkLimits(limits: TransferLimits): TransferLimits {
  const parsed = transferLimitsSchema.safeParse(limits);
  if (parsed.success) return parsed.data;
  const hint = `Choose at least ${minRateLimit} bytes per second or no limit, and 1 to ${maxConcurrentDownloads} downloads.`;
  throw new PeerError('bad-settings', describeIssue(parsed.error, 'The limits'), hint);
}
