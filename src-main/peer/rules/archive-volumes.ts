// Names of multi-volume archives: `name.part1.eti`, `name.part2.eti`, … (also `part01`).

export interface VolumeName {
  /** What stands before `.part`. */
  stem: string;
  number: number;
  /** Digits as written, so that `part01` is followed by `part02`. */
  digits: string;
  /** `.part` and `.eti` as written. */
  marker: string;
  suffix: string;
}

/** The parts of a volume's name, or null for a name that is none. */
export function parseVolumeName(name: string): VolumeName | null {
  const match = /^(.+)(\.part)(\d{1,6})(\.eti)$/i.exec(name);
  if (match === null) return null;
  const [, stem = '', marker = '', digits = '', suffix = ''] = match;
  return { stem, number: Number(digits), digits, marker, suffix };
}

/** The name of volume `number` of the same set, with as many digits as this one has. */
export function volumeNameAt(volume: VolumeName, number: number): string {
  const digits = String(number).padStart(volume.digits.length, '0');
  return `${volume.stem}${volume.marker}${digits}${volume.suffix}`;
}

const stemOf = (volume: VolumeName) => volume.stem.toLowerCase();

/**
 * The archives to unpack among these names, in the given order: later volumes are left out, because unpacking the first
 * one reads them. A later volume whose first one is not there stays in, so that unpacking it says what is missing.
 */
export function firstVolumes(names: readonly string[]): string[] {
  const volumes = names.map((name) => parseVolumeName(name)).filter((volume) => volume !== null);
  const stemsWithFirst = new Set(volumes.filter((volume) => volume.number === 1).map((volume) => stemOf(volume)));
  return names.filter((name) => {
    const volume = parseVolumeName(name);
    return volume === null || volume.number <= 1 || !stemsWithFirst.has(stemOf(volume));
  });
}
