// Whether a download and its install fit onto the disk of the games folder, and what could make room. Pure, in bytes.
import type { GameDirInfo } from '../src-shared/app-bridge.ts';
import type { GameRow } from '../src-shared/game.ts';
import { isOutdated } from '../src-shared/game-version.ts';
import { spaceMarginBytes } from '../src-shared/space-margin.ts';

export interface SpaceNeed {
  /** Still to be fetched; null when nobody has told. */
  downloadBytes: number | null;
  /** What the install unpacks; null when nobody has told, or nothing is unpacked. */
  unpackedBytes: number | null;
  freeBytes: number | null;
  /** Free after all of it; null when it is unknown or that is less than the peer leaves free. */
  remainingBytes: number | null;
  /** 0 when it fits, or when that is unknown. */
  missingBytes: number;
}

export interface SpaceUse {
  fetches: boolean;
  unpacks: boolean;
  /** What an earlier run has fetched already. */
  keptBytes?: number;
  /** The old version is deleted before the new one is fetched. */
  inPlace?: boolean;
}

type Sized = Pick<GameRow, 'remoteBytes' | 'size' | 'unpackedBytes' | 'downloaded' | 'localBytes'>;

export function spaceNeed(row: Sized, gameDir: GameDirInfo | null, use: SpaceUse): SpaceNeed {
  const downloadBytes = use.fetches ? bytesToFetch(row, use.keptBytes ?? 0) : 0;
  const unpackedBytes = use.unpacks ? row.unpackedBytes : null;
  const freeBytes = gameDir?.freeBytes ?? null;
  const known = { downloadBytes, unpackedBytes, freeBytes };
  if (downloadBytes === null || freeBytes === null) return { ...known, remainingBytes: null, missingBytes: 0 };
  // Of an update the files are in the place of the old ones before anything is unpacked.
  const replacedBytes = use.fetches && row.downloaded ? row.localBytes : 0;
  const atFirstBytes = use.inPlace === true ? downloadBytes - replacedBytes : downloadBytes;
  const takenBytes = Math.max(0, atFirstBytes, downloadBytes - replacedBytes + (unpackedBytes ?? 0));
  const left = freeBytes - takenBytes;
  const missingBytes = takenBytes === 0 ? 0 : Math.max(0, spaceMarginBytes - left);
  return { ...known, remainingBytes: missingBytes > 0 ? null : left, missingBytes };
}

function bytesToFetch({ remoteBytes, size }: Sized, keptBytes: number): number | null {
  const whole = remoteBytes ?? size ?? null;
  return whole === null ? null : Math.max(0, whole - keptBytes);
}

/** An update that does not fit beside the old version, and would in its place. */
export function fitsInPlace(row: GameRow, gameDir: GameDirInfo | null, use: SpaceUse): boolean {
  return row.downloaded && isOutdated(row) && spaceNeed(row, gameDir, { ...use, inPlace: true }).missingBytes === 0;
}

/** Downloaded files that no installed game needs, the largest first: others in the room can give them back. */
export function removable(rows: Iterable<GameRow>, except: GameRow['id']): GameRow[] {
  const here = [...rows].filter((row) => row.id !== except && row.downloaded && !row.installed);
  return here.toSorted((a, b) => b.localBytes - a.localBytes);
}
