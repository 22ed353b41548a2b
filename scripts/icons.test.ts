import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDir, icnsTypes, icoSizes, logoFile, pngSizes } from './icons.ts';
import { decodePng, pixelAt } from './png.ts';

const read = (...path: string[]): Buffer => readFileSync(join(buildDir, ...path));
const pngOf = (size: number): Buffer => read('icons', `${size}x${size}.png`);

const logo = readFileSync(logoFile, 'utf8');

/** Where the logo has which colour, in units of its 32 × 32, and the colour as red, green, blue. */
const spots = [...logo.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="[\d.]+" fill="#(\w{6})"/gu)].map(
  ([, x, y, colour]) => ({ x: Number(x), y: Number(y), colour: [...Buffer.from(colour ?? '', 'hex')] }),
);

test('the drawing is the logo of the window', () => {
  expect(read('icon.svg').toString()).toBe(logo);
  expect(spots).toHaveLength(3);
});

describe.each(pngSizes)('%i pixels', (size) => {
  const picture = decodePng(pngOf(size));

  test('is square and of its size', () => {
    expect([picture.width, picture.height]).toEqual([size, size]);
  });

  test.each(spots)('has the colour of the logo at $x, $y, and clear corners', ({ x, y, colour }) => {
    const [red, green, blue, opacity] = pixelAt(picture, Math.floor((x * size) / 32), Math.floor((y * size) / 32));
    expect([red, green, blue]).toEqual(colour);
    expect(opacity).toBe(255);
    expect(pixelAt(picture, 0, 0)[3]).toBeLessThan(64);
  });
});

test('the one for all is the largest', () => {
  expect(read('icon.png')).toEqual(pngOf(1024));
  expect(readdirSync(join(buildDir, 'icons'))).toHaveLength(pngSizes.length);
});

test('the file for Windows holds each size whole', () => {
  const ico = read('icon.ico');
  expect([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([0, 1, icoSizes.length]);
  for (const [index, size] of icoSizes.entries()) {
    const at = 6 + index * 16;
    expect([ico.readUInt8(at), ico.readUInt8(at + 1)]).toEqual([size % 256, size % 256]);
    const offset = ico.readUInt32LE(at + 12);
    expect(ico.subarray(offset, offset + ico.readUInt32LE(at + 8))).toEqual(pngOf(size));
  }
});

test('the file for macOS holds each type whole', () => {
  const icns = read('icon.icns');
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const types: string[] = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    const type = icns.toString('latin1', at, at + 4) as keyof typeof icnsTypes;
    types.push(type);
    expect(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4))).toEqual(pngOf(icnsTypes[type]));
  }
  expect(types).toEqual(Object.keys(icnsTypes));
});

test.each([
  ['tray.png', 32],
  ['tray@2x.png', 64],
])('%s has its size', (name, size) => {
  const { width, height } = decodePng(read(name));
  expect([width, height]).toEqual([size, size]);
});
