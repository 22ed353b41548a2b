// Whether a download fits onto the disk of the games folder, and what could make room. Pure, in bytes.
import type { GameDirInfo } from '../src-shared/app-bridge.ts';
import type { GameRow } from '../src-shared/game.ts';

export interface SpaceNeed {
  /** Still to be fetched; null when nobody has told. */
  downloadBytes: number | null;
  freeBytes: number | null;
  /** Free after the download; null when it is unknown or there is too little. */
  remainingBytes: number | null;
  /** 0 when it fits, or when that is unknown. */
  missingBytes: number;
}

type Sized = Pick<GameRow, 'remoteBytes' | 'size'>;

/** `keptBytes`: what an earlier run has fetched already. */
export function spaceNeed(row: Sized, gameDir: GameDirInfo | null, keptBytes = 0): SpaceNeed {
  const whole = row.remoteBytes ?? row.size ?? null;
  const downloadBytes = whole === null ? null : Math.max(0, whole - keptBytes);
  const freeBytes = gameDir?.freeBytes ?? null;
  if (downloadBytes === null || freeBytes === null) {
    return { downloadBytes, freeBytes, remainingBytes: null, missingBytes: 0 };
  }
  const left = freeBytes - downloadBytes;
  return { downloadBytes, freeBytes, remainingBytes: left < 0 ? null : left, missingBytes: Math.max(0, -left) };
}

/** Downloaded files that no installed game needs, the largest first: others in the room can give them back. */
export function removable(rows: Iterable<GameRow>, except: GameRow['id']): GameRow[] {
  const here = [...rows].filter((row) => row.id !== except && row.downloaded && !row.installed);
  return here.toSorted((a, b) => b.localBytes - a.localBytes);
}
