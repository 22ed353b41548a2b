// Finds and scans all volumes of an archive and joins the files that are split over them.
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseVolumeName, volumeNameAt, type VolumeName } from '../peer/rules/archive-volumes.ts';
import { corruptArchive, missingVolume, readFailure, unsupportedArchive } from './archive-error.ts';
import { scanHeaders } from './scan-headers.ts';
import { maxEntries, type ScannedEntry, type VolumeScan } from './volume-scan.ts';

export interface ArchiveScan {
  /** Absolute paths in reading order; one for an archive without volumes. */
  volumes: string[];
  solid: boolean;
  /** In archive order; a file that is split over volumes stands once. */
  entries: ScannedEntry[];
}

/**
 * Scans the archive that begins with this file. `step` is called once per header and may throw.
 * Throws PeerError `archive-*`; `archive-missing-volume` names the first file that is not there.
 */
export function scanArchive(first: string, step: () => void): ArchiveScan {
  const name = basename(first);
  const volumeName = parseVolumeName(name);
  const scan = scanHeaders(first, step);
  if (volumeName !== null) checkFirstVolume(scan, name, volumeName);
  else if (isVolumeOfMany(scan)) throw wrongVolumeName(name);
  const archive: ArchiveScan = { volumes: [first], solid: scan.solid, entries: [] };
  appendEntries(archive, scan, name);
  if (volumeName !== null) appendVolumes(archive, scan, volumeName, step);
  if (archive.entries.at(-1)?.splitAfter) throw corruptArchive(name, 'ends in the middle of a file');
  return archive;
}

/** Not the only one of its set. */
const isVolumeOfMany = (scan: VolumeScan) => scan.volume && (scan.moreVolumes || !startsSet(scan));

const startsSet = (scan: VolumeScan) => (scan.volumeNumber ?? 1) === 1 && !scan.entries[0]?.splitBefore;

function checkFirstVolume(scan: VolumeScan, name: string, volumeName: VolumeName) {
  if (scan.oldVolumeNames) throw wrongVolumeName(name);
  if (!isVolumeOfMany(scan)) return;
  if (volumeName.number !== 1) throw missingVolume(name, volumeNameAt(volumeName, 1));
  if (!startsSet(scan)) throw corruptArchive(name, 'holds a later volume than its name says');
}

function wrongVolumeName(name: string) {
  const how = 'pack it as one file, or in volumes named name.part1.eti, name.part2.eti and so on';
  return unsupportedArchive(name, 'is one volume of several, but is not named like one', how);
}

function appendVolumes(archive: ArchiveScan, firstScan: VolumeScan, volumeName: VolumeName, step: () => void) {
  const [first = ''] = archive.volumes;
  const siblings = new Map(listVolumes(first, volumeName).map((name) => [name.toLowerCase(), name]));
  let scan = firstScan;
  for (let number = 2; scan.moreVolumes; number += 1) {
    const wanted = volumeNameAt(volumeName, number);
    const name = siblings.get(wanted.toLowerCase());
    if (name === undefined) throw missingVolume(basename(first), wanted);
    siblings.delete(wanted.toLowerCase());
    const path = join(dirname(first), name);
    scan = scanHeaders(path, step);
    checkLaterVolume(scan, name, number);
    archive.volumes.push(path);
    appendEntries(archive, scan, name);
  }
  if (volumeName.number === 1) refuseLeftOver(basename(first), [...siblings.values()]);
}

/** File names of the later volumes that stand beside the first one, by name alone. */
function listVolumes(first: string, volumeName: VolumeName): string[] {
  return readFolder(dirname(first)).filter((name) => {
    const other = parseVolumeName(name);
    return other !== null && other.number > 1 && other.stem.toLowerCase() === volumeName.stem.toLowerCase();
  });
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    throw readFailure(basename(path), error);
  }
}

/** Whoever chooses the archives to unpack leaves out later volumes by name, so what is left here would be lost. */
function refuseLeftOver(first: string, [leftOver]: string[]) {
  if (leftOver === undefined) return;
  const problem = `ends before ${leftOver}, which is named as if it belonged to it`;
  throw unsupportedArchive(first, problem, 'give archives that do not belong together different names');
}

function checkLaterVolume(scan: VolumeScan, name: string, number: number) {
  if (!scan.volume) throw corruptArchive(name, 'does not belong to the archive before it');
  const holds = scan.volumeNumber ?? number;
  if (holds !== number) throw corruptArchive(name, `holds volume ${holds} in place of volume ${number}`);
}

function appendEntries(archive: ArchiveScan, scan: VolumeScan, name: string) {
  for (const entry of scan.entries) {
    const open = archive.entries.at(-1);
    if (entry.splitBefore !== (open?.splitAfter ?? false)) throw corruptArchive(name, 'does not go on where it should');
    if (!entry.splitBefore) archive.entries.push(entry);
    else archive.entries[archive.entries.length - 1] = joinParts(open ?? entry, entry, name);
  }
  if (archive.entries.length > maxEntries) throw corruptArchive(name, 'lists far too many files');
}

/** The last part of a split file carries the checksum of the whole. */
function joinParts(first: ScannedEntry, next: ScannedEntry, name: string): ScannedEntry {
  const same = first.name === next.name && first.size === next.size && first.directory === next.directory;
  if (!same) throw corruptArchive(name, 'does not go on where it should');
  return {
    ...first,
    crc32: next.crc32,
    encrypted: first.encrypted || next.encrypted,
    link: first.link ?? next.link,
    splitAfter: next.splitAfter,
  };
}
