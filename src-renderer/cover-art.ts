// A cover for a game that has none: colours, shapes and title size, all from the id and the title. Pure.

export interface CoverArt {
  /** CSS gradient of the ground. */
  ground: string;
  /** CSS colour of the shapes. */
  ink: string;
  /** Closed SVG paths in a 200 × 200 box, largest first. */
  rings: string[];
  /** `fill`: stacked translucent shapes; `line`: contour lines. */
  motif: 'fill' | 'line';
}

/** FNV-1a, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/** Mulberry32: the same numbers in [0, 1) for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** OKLCH hues without yellow to olive, which turn to mud when dark. */
const GROUND_HUES = [8, 22, 36, 48, 145, 158, 170, 184, 198, 212, 226, 240, 254, 268, 282, 296, 310, 326, 342, 355];

export function coverArt(id: string): CoverArt {
  const random = randomFrom(hashText(id));
  const hue = GROUND_HUES[Math.floor(random() * GROUND_HUES.length)] as number;
  // Warm grounds deepen towards magenta, cold ones towards violet: neither way leads through mud.
  const second = (hue + (hue < 60 || hue > 330 ? -1 : 1) * (30 + random() * 45) + 360) % 360;
  const angle = Math.floor(120 + random() * 90);
  const motif = random() < 0.5 ? 'fill' : 'line';
  return {
    ground: `linear-gradient(${angle}deg, oklch(0.47 0.105 ${hue}), oklch(0.25 0.07 ${second.toFixed(0)}))`,
    ink: `oklch(0.84 0.12 ${hue})`,
    rings: blobRings(random, motif === 'fill' ? 4 : 9),
    motif,
  };
}

/** Contour lines alone, for a backdrop. */
export function contours(seed: string, count: number): string[] {
  return blobRings(randomFrom(hashText(seed)), count);
}

/** One wobbly outline around a point off the centre, repeated at shrinking sizes. */
function blobRings(random: () => number, count: number): string[] {
  const centre = { x: 95 + random() * 75, y: 30 + random() * 65 };
  const radii = Array.from({ length: 8 }, () => 0.68 + random() * 0.6);
  const turn = random() * Math.PI;
  return Array.from({ length: count }, (_, ring) => blobPath(centre, 118 * (1 - ring / (count + 0.6)), radii, turn));
}

type Point = { x: number; y: number };

/** A closed Catmull–Rom spline through points around the centre, as cubic curves. */
function blobPath(centre: Point, size: number, radii: number[], turn: number): string {
  const points = radii.map((radius, index) => {
    const angle = turn + (index / radii.length) * Math.PI * 2;
    return { x: centre.x + Math.cos(angle) * radius * size, y: centre.y + Math.sin(angle) * radius * size };
  });
  const at = (index: number): Point => points[(index + points.length) % points.length] as Point;
  const text = (point: Point) => `${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
  const curves = points.map((from, index) => {
    const to = at(index + 1);
    const first = bend(from, at(index - 1), to);
    const second = bend(to, at(index + 2), from);
    return `C${text(first)} ${text(second)} ${text(to)}`;
  });
  return `M${text(at(0))}${curves.join('')}Z`;
}

/** The control point beside `near`, along the line from `behind` to `ahead`. */
function bend(near: Point, behind: Point, ahead: Point): Point {
  return { x: near.x + (ahead.x - behind.x) / 6, y: near.y + (ahead.y - behind.y) / 6 };
}

/** Widths of bold letters by class, in em; a little more than the fonts of the systems have. */
const letterWidths: readonly (readonly [RegExp, number])[] = [
  [/[mwMW@%&]/u, 0.98],
  [/[iljI1.,:;'’!|()]/u, 0.38],
  [/[ftrJ-]/u, 0.5],
  [/[\p{Lu}\d]/u, 0.78],
];
const otherLetter = 0.66;

/** In em. */
const widthOf = (text: string): number =>
  Array.from(text).reduce(
    (sum, letter) => sum + (letterWidths.find(([like]) => like.test(letter))?.[1] ?? otherLetter),
    0,
  );

/** What the title may take of the cover's width, in percent. */
const titleWidth = 84;
const smallestTitle = 7;
const largestTitle = 16;

export interface CoverTitle {
  /** Font size in percent of the cover's width: as large as its longest word and three lines allow. */
  size: number;
  /** Even the smallest size is too large for its longest word. */
  breaks: boolean;
}

export function coverTitle(title: string): CoverTitle {
  // A word may end after its hyphen, which stays on the line.
  const longestWord = Math.max(0.1, ...title.split(/\s+|(?<=-)/u).map(widthOf));
  const byWord = titleWidth / longestWord;
  const byLength = (titleWidth * 2.6) / Math.max(0.1, widthOf(title));
  const size = Math.min(largestTitle, Math.max(smallestTitle, Math.min(byWord, byLength)));
  return { size: Math.floor(size * 10) / 10, breaks: byWord < smallestTitle };
}
