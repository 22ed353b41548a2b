import { inflateSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodePng, encodeWithPalette } from './png.ts';

test('what is no PNG is refused', () => {
  expect(() => decodePng(Buffer.from('GIF89a and more'))).toThrow('no PNG');
});

test('a picture of few colours keeps each of them', () => {
  const rgba = new Uint8Array([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 12, 34, 56, 255]);
  const png = encodeWithPalette({ width: 2, height: 2, rgba });
  const palette = png.subarray(png.indexOf('PLTE') + 4);
  const from = png.indexOf('IDAT') + 4;
  const rows = inflateSync(png.subarray(from, from + png.readUInt32BE(from - 8)));
  // A zero begins each row.
  const indexes = [rows[1], rows[2], rows[4], rows[5]];
  const colours = indexes.map((index = 0) => [...palette.subarray(index * 3, index * 3 + 3)]);
  expect(colours).toEqual([
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [12, 34, 56],
  ]);
});

test('the pictures of the documentation are small and whole', () => {
  for (const name of ['library', 'detail', 'downloads', 'room', 'library-installed']) {
    const png = readFileSync(join(import.meta.dirname, `../docs/${name}.png`));
    expect(png.length, name).toBeLessThan(200 * 1024);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)], name).toEqual([1280, 800]);
    expect(png.toString('latin1', png.length - 8, png.length - 4), name).toBe('IEND');
  }
});
