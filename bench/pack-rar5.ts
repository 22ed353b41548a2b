// Packs bytes as RAR 5 does by default, Huffman codes over literals and matches, only less well. There is no free program
// that writes compressed RAR, and what the engine makes of stored files tells nothing of its speed.

export const dictionaryPower = 5;
/** 4 MiB, as dictionaries were for long. */
const windowBytes = 128 * 1024 * 2 ** dictionaryPower;
const tokensPerBlock = 128 * 1024;
const longestMatch = 4096;
const hashBits = 18;
const mostTries = 8;
const longestCode = 15;
/** Sizes of the four alphabets: literals and lengths, distances, the low bits of distances, lengths of repeated matches. */
const alphabets = [306, 64, 16, 44] as const;

interface Tokens {
  /** Of matches in bytes, or the literal itself. */
  lengths: number[];
  /** 0 for a literal. */
  distances: number[];
}

/** Answers the packed data of one file that follows no other. */
export function packRar5(input: Uint8Array): Buffer {
  const blocks: Buffer[] = [];
  const matches = new MatchFinder(input);
  for (let position = 0; position < input.length;) {
    const tokens: Tokens = { lengths: [], distances: [] };
    while (tokens.lengths.length < tokensPerBlock && position < input.length) {
      const { length, distance } = matches.find(position);
      tokens.lengths.push(length > 0 ? length : input[position]!);
      tokens.distances.push(distance);
      for (const end = position + Math.max(1, length); position < end; position += 1) matches.remember(position);
    }
    blocks.push(...packBlock(tokens, position === input.length));
  }
  return Buffer.concat(blocks);
}

/** Finds earlier places with the same bytes, by chains of places with the same four bytes. */
class MatchFinder {
  readonly #input: Uint8Array;
  readonly #heads = new Int32Array(2 ** hashBits).fill(-1);
  readonly #previous: Int32Array;

  constructor(input: Uint8Array) {
    this.#input = input;
    this.#previous = new Int32Array(input.length);
  }

  remember(position: number) {
    const hash = this.#hashAt(position);
    this.#previous[position] = this.#heads[hash]!;
    this.#heads[hash] = position;
  }

  /** The longest match that pays; of length and distance 0 when there is none. */
  find(position: number): { length: number; distance: number } {
    const best = { length: 0, distance: 0 };
    let candidate = this.#heads[this.#hashAt(position)]!;
    for (let tries = 0; tries < mostTries && candidate >= 0; tries += 1) {
      const distance = position - candidate;
      if (distance > windowBytes) break;
      const length = this.#lengthAt(candidate, position);
      if (length >= 4 + lengthBonus(distance) && length > best.length) Object.assign(best, { length, distance });
      candidate = this.#previous[candidate]!;
    }
    return best;
  }

  #lengthAt(candidate: number, position: number): number {
    const most = Math.min(longestMatch, this.#input.length - position);
    let length = 0;
    while (length < most && this.#input[candidate + length] === this.#input[position + length]) length += 1;
    return length;
  }

  #hashAt(at: number): number {
    const input = this.#input;
    const word = input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24);
    return Math.imul(word, 0x9e3779b1) >>> (32 - hashBits);
  }
}

/** Far matches are longer than their code says. */
const lengthBonus = (distance: number) => +(distance > 0x100) + +(distance > 0x2000) + +(distance > 0x40000);

/** What a length or distance is written as: a symbol, and bits that follow it as they are. */
function slotOf(value: number, fineBits: 1 | 2): { slot: number; extra: number; extraBits: number } {
  if (value < 2 ** (fineBits + 1)) return { slot: value, extra: 0, extraBits: 0 };
  const extraBits = 31 - Math.clz32(value) - fineBits;
  const fine = (value >> extraBits) & (2 ** fineBits - 1);
  return { slot: (extraBits + 1) * 2 ** fineBits + fine, extra: value & (2 ** extraBits - 1), extraBits };
}

type Emit = (alphabet: number, symbol: number) => void;
type EmitBits = (value: number, bits: number) => void;

function eachSymbol({ lengths, distances }: Tokens, emit: Emit, emitBits: EmitBits) {
  for (const [at, length] of lengths.entries()) {
    const distance = distances[at]!;
    if (distance === 0) emit(0, length);
    else emitMatch(length - lengthBonus(distance) - 2, distance - 1, emit, emitBits);
  }
}

function emitMatch(length: number, distance: number, emit: Emit, emitBits: EmitBits) {
  const long = slotOf(length, 2);
  emit(0, 262 + long.slot);
  emitBits(long.extra, long.extraBits);
  const far = slotOf(distance, 1);
  emit(1, far.slot);
  if (far.extraBits < 4) return emitBits(far.extra, far.extraBits);
  emitBits(far.extra >> 4, far.extraBits - 4);
  emit(2, far.extra & 15);
}

function packBlock(tokens: Tokens, last: boolean): Buffer[] {
  const counts = alphabets.map((size) => zeros(size));
  eachSymbol(
    tokens,
    (alphabet, symbol) => void (counts[alphabet]![symbol]! += 1),
    () => undefined,
  );
  const codes = counts.map((frequencies) => codeLengths(frequencies));
  const writer = new BitWriter(tokens.lengths.length * 8 + 1024);
  // The lengths of the codes, themselves in sixteen codes of four bits.
  for (let symbol = 0; symbol < 20; symbol += 1) writer.put(symbol < 16 ? 4 : 0, 4);
  for (const lengths of codes) for (const length of lengths) writer.put(length, 4);
  const canonical = codes.map((lengths) => canonicalCodes(lengths));
  const emit: Emit = (alphabet, symbol) => writer.put(canonical[alphabet]![symbol]!, codes[alphabet]![symbol]!);
  eachSymbol(tokens, emit, (value, bits) => writer.put(value, bits));
  return [blockHead(writer.bits, last), writer.bytes()];
}

function blockHead(bits: number, last: boolean): Buffer {
  const size = Math.ceil(bits / 8);
  const flags = 0x80 | (last ? 0x40 : 0) | (2 << 3) | ((bits + 7) % 8);
  const checksum = (0x5a ^ flags ^ size ^ (size >> 8) ^ (size >> 16)) & 255;
  return Buffer.from([flags, checksum, size & 255, (size >> 8) & 255, size >> 16]);
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0);

/** Huffman's; where a code gets too long, rare symbols are taken for less rare until it does not. */
function codeLengths(counts: readonly number[]): number[] {
  const nodes = counts.flatMap((count, symbol) => (count > 0 ? [{ count, symbols: [symbol] }] : []));
  const lengths = zeros(counts.length);
  if (nodes.length === 1) lengths[nodes[0]!.symbols[0]!] = 1;
  while (nodes.length > 1) {
    nodes.sort((a, b) => b.count - a.count);
    const [a, b] = [nodes.pop()!, nodes.pop()!];
    const symbols = [...a.symbols, ...b.symbols];
    for (const symbol of symbols) lengths[symbol]! += 1;
    nodes.push({ count: a.count + b.count, symbols });
  }
  if (Math.max(...lengths) <= longestCode) return lengths;
  return codeLengths(counts.map((count) => (count === 0 ? 0 : (count >> 1) + 1)));
}

/** Shorter codes first, within a length in the order of the symbols. */
function canonicalCodes(lengths: readonly number[]): number[] {
  const codes = zeros(lengths.length);
  let code = 0;
  for (let length = 1; length <= longestCode; length += 1) {
    for (const [symbol, own] of lengths.entries()) if (own === length) codes[symbol] = code++;
    code *= 2;
  }
  return codes;
}

/** The highest bit comes first. */
class BitWriter {
  readonly #buffer: Buffer;
  bits = 0;

  constructor(maxBytes: number) {
    this.#buffer = Buffer.alloc(maxBytes);
  }

  /** Up to 24 bits. */
  put(value: number, bits: number) {
    for (let left = bits; left > 0;) {
      const free = 8 - (this.bits & 7);
      const now = Math.min(free, left);
      const piece = (value >> (left - now)) & (2 ** now - 1);
      this.#buffer[this.bits >> 3]! |= piece << (free - now);
      this.bits += now;
      left -= now;
    }
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, Math.ceil(this.bits / 8));
  }
}
