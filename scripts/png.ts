// Reads and writes just enough of PNG for the pictures of this repository: 8 bits a channel, not interlaced.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

export interface Picture {
  width: number;
  height: number;
  /** Four bytes a pixel, row by row: red, green, blue, opacity. */
  rgba: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const channelsOf: Record<number, number> = { 2: 3, 6: 4 };

/** Throws RangeError for what is no PNG, or of a kind that is not read here. */
export function decodePng(bytes: Buffer): Picture {
  if (!bytes.subarray(0, 8).equals(signature)) throw new RangeError('this is no PNG');
  const chunks = readChunks(bytes);
  const head = chunks.find(({ kind }) => kind === 'IHDR')?.data ?? Buffer.alloc(13);
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const channels = channelsOf[head.readUInt8(9)];
  if (head.readUInt8(8) !== 8 || channels === undefined || head.readUInt8(12) !== 0) {
    throw new RangeError('only RGB and RGBA with 8 bits a channel are read');
  }
  const packed = Buffer.concat(chunks.filter(({ kind }) => kind === 'IDAT').map(({ data }) => data));
  const rows = unfilter(inflateSync(packed), width * channels, channels);
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      rgba[pixel * 4 + channel] = rows[pixel * channels + channel] ?? 0;
    }
  }
  return { width, height, rgba };
}

/** Red, green, blue, opacity of one pixel. */
export const pixelAt = ({ width, rgba }: Picture, x: number, y: number): number[] => [
  ...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
];

/** With 256 colours, which is a third of the size; between them pixels are mixed. Opacity is left out. */
export function encodeWithPalette({ width, height, rgba }: Picture): Buffer {
  const palette = choosePalette(countColours(rgba));
  const exact = new Map(palette.map((colour, index) => [colour, index]));
  const nearest = nearestIn(palette);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = colourAt(rgba, y * width + x);
      rows[y * (width + 1) + 1 + x] = exact.get(colour) ?? nearest(shifted(colour, mixing[(y % 4) * 4 + (x % 4)] ?? 0));
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const packed = deflateSync(rows, { level: 9, memLevel: 9 });
  const chunks = [chunk('IHDR', head), chunk('PLTE', colours), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function readChunks(bytes: Buffer): { kind: string; data: Buffer }[] {
  const chunks: { kind: string; data: Buffer }[] = [];
  for (let at = 8; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    chunks.push({ kind: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Each row begins with how it was foretold from what is left of it and above it. */
function unfilter(filtered: Buffer, rowBytes: number, pixelBytes: number): Uint8Array {
  const rows = new Uint8Array((filtered.length / (rowBytes + 1)) * rowBytes);
  for (let from = 0, to = 0; from < filtered.length; from += rowBytes + 1, to += rowBytes) {
    const kind = filtered[from] ?? 0;
    for (let at = 0; at < rowBytes; at++) {
      const left = at < pixelBytes ? 0 : (rows[to + at - pixelBytes] ?? 0);
      const above = to === 0 ? 0 : (rows[to + at - rowBytes] ?? 0);
      const corner = to === 0 || at < pixelBytes ? 0 : (rows[to + at - rowBytes - pixelBytes] ?? 0);
      rows[to + at] = (filtered[from + 1 + at] ?? 0) + foretell(kind, left, above, corner);
    }
  }
  return rows;
}

function foretell(kind: number, left: number, above: number, corner: number): number {
  if (kind === 1) return left;
  if (kind === 2) return above;
  if (kind === 3) return (left + above) >> 1;
  if (kind !== 4) return 0;
  const guess = left + above - corner;
  const [byLeft, byAbove, byCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}

const colourAt = (rgba: Uint8Array, pixel: number): number =>
  ((rgba[pixel * 4] ?? 0) << 16) | ((rgba[pixel * 4 + 1] ?? 0) << 8) | (rgba[pixel * 4 + 2] ?? 0);

function countColours(rgba: Uint8Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < rgba.length / 4; pixel++) {
    const colour = colourAt(rgba, pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return counts;
}

type Counted = readonly (readonly [colour: number, count: number])[];

/** Bayer's order of four by four: how far a pixel is shifted before its colour is chosen, so that gradients have no steps. */
const mixing = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map((rank) => Math.round((rank - 7.5) * 0.6));

const shifted = (colour: number, by: number): number =>
  shifts.reduce((sum, shift) => sum | (Math.min(255, Math.max(0, part(colour, shift) + by)) << shift), 0);

const shifts = [16, 8, 0];
const part = (colour: number, shift: number) => (colour >> shift) & 255;

const plainColours = 24;

/** Colours of large plain areas stay as they are. Of the others by median cut: the set that differs most is halved. */
function choosePalette(counts: ReadonlyMap<number, number>): number[] {
  const byCount = [...counts].toSorted(([, a], [, b]) => b - a);
  const plain = byCount.slice(0, plainColours).map(([colour]) => colour);
  const others = byCount.slice(plainColours);
  return others.length === 0 ? plain : [...plain, ...cutToColours(others, 256 - plainColours)];
}

function cutToColours(all: Counted, most: number): number[] {
  const sets: { colours: Counted; shift: number; weight: number }[] = [measureSet(all)];
  while (sets.length < most) {
    const widest = sets.reduce((best, set) => (set.weight > best.weight ? set : best));
    if (widest.weight === 0) break;
    const sorted = widest.colours.toSorted(([a], [b]) => part(a, widest.shift) - part(b, widest.shift));
    const middle = middleOf(sorted);
    sets.splice(sets.indexOf(widest), 1, measureSet(sorted.slice(0, middle)), measureSet(sorted.slice(middle)));
  }
  return sets.map(({ colours }) => meanOf(colours));
}

/** Squares of differences count, so that rare but different colours get their own. */
function measureSet(colours: Counted) {
  const spreads = shifts.map((shift) => {
    const values = colours.map(([colour]) => part(colour, shift));
    return { shift, spread: values.reduce((a, b) => Math.max(a, b), 0) - values.reduce((a, b) => Math.min(a, b), 255) };
  });
  const widest = spreads.reduce((best, one) => (one.spread > best.spread ? one : best));
  const total = colours.reduce((sum, [, count]) => sum + count, 0);
  return { colours, shift: widest.shift, weight: colours.length < 2 ? 0 : widest.spread ** 2 * Math.sqrt(total) };
}

function middleOf(sorted: Counted): number {
  const half = sorted.reduce((sum, [, count]) => sum + count, 0) / 2;
  let sum = 0;
  const found = sorted.findIndex(([, count]) => (sum += count) >= half);
  return Math.min(Math.max(1, found), sorted.length - 1);
}

function meanOf(colours: Counted): number {
  const total = colours.reduce((sum, [, count]) => sum + count, 0);
  return shifts.reduce((mean, shift) => {
    const value = colours.reduce((sum, [colour, count]) => sum + part(colour, shift) * count, 0) / total;
    return mean | (Math.round(value) << shift);
  }, 0);
}

/** Index of the most similar colour; each is looked for once. */
function nearestIn(palette: readonly number[]): (colour: number) => number {
  const known = new Map<number, number>();
  const distance = (a: number, b: number) =>
    shifts.reduce((sum, shift) => sum + (part(a, shift) - part(b, shift)) ** 2, 0);
  return (colour) => {
    const before = known.get(colour);
    if (before !== undefined) return before;
    let best = 0;
    for (let at = 1; at < palette.length; at++) {
      if (distance(palette[at] ?? 0, colour) < distance(palette[best] ?? 0, colour)) best = at;
    }
    known.set(colour, best);
    return best;
  };
}
