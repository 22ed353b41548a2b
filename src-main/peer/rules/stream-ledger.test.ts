import { describe, expect, it } from 'vitest';
import { createStreamLedger, type StreamLedger } from './stream-ledger.ts';
import type { StreamPlan } from './stream-plan.ts';

const plan: StreamPlan = [
  { name: 'a.eti', solid: false, unpackedBytes: 5, files: 2, directories: 1 },
  { name: 'b.eti', solid: true, unpackedBytes: 1, files: 1, directories: 0 },
];
const open = (given: StreamPlan = plan) => createStreamLedger(given, ['.lanspread_owned']);
const file = (ledger: StreamLedger, path: string, size: number) => {
  ledger.beginFile(path, size);
  if (size > 0) ledger.takeBytes(size);
  ledger.endFile();
};

const wide: StreamPlan = [{ name: 'a.eti', solid: false, unpackedBytes: 100, files: 9, directories: 9 }];

describe('the ledger of a stream', () => {
  it('takes what was planned', () => {
    const ledger = open();
    ledger.beginArchive('a.eti');
    file(ledger, 'x/one', 5);
    expect(ledger.position).toEqual({ archive: 0, files: 1 });
    file(ledger, 'x/two', 0);
    ledger.addDirectory('x');
    ledger.endArchive();
    ledger.beginArchive('b.eti');
    file(ledger, 'y', 1);
    ledger.endArchive();
    ledger.requireComplete();
    expect(ledger.verifiedBytes).toBe(6);
  });

  it('goes on with the first file that is not whole, and with what the archive has besides', () => {
    const ledger = open();
    ledger.beginArchive('a.eti');
    ledger.addDirectory('x');
    file(ledger, 'x/one', 5);
    ledger.beginFile('x/two', 0);
    ledger.restart();
    expect(ledger.position).toEqual({ archive: 0, files: 1 });
    ledger.beginArchive('a.eti');
    ledger.addDirectory('x');
    file(ledger, 'x/two', 0);
    ledger.endArchive();
    expect(ledger.position).toEqual({ archive: 1, files: 0 });
  });

  it.each<[string, (ledger: StreamLedger) => void, RegExp]>([
    ['another archive first', (it) => it.beginArchive('b.eti'), /whose turn/],
    ['an archive in an archive', (it) => (it.beginArchive('a.eti'), it.beginArchive('a.eti')), /before the end/],
    ['a file before an archive', (it) => it.beginFile('x', 1), /outside of an archive/],
    ['a folder before an archive', (it) => it.addDirectory('x'), /outside of an archive/],
    ['bytes before a file', (it) => (it.beginArchive('a.eti'), it.takeBytes(1)), /outside of a file/],
    ['an end before a file', (it) => (it.beginArchive('a.eti'), it.endFile()), /outside of a file/],
    ['a file in a file', (it) => (it.beginArchive('a.eti'), it.beginFile('x', 1), it.beginFile('y', 1)), /middle of x/],
    ['a folder in a file', (it) => (it.beginArchive('a.eti'), it.beginFile('x', 1), it.addDirectory('y')), /middle of x/],
    ['an end of the archive in a file', (it) => (it.beginArchive('a.eti'), it.beginFile('x', 1), it.endArchive()), /middle of x/],
    ['more bytes than the file has', (it) => (it.beginArchive('a.eti'), it.beginFile('x', 1), it.takeBytes(2)), /more bytes of x/],
    ['fewer bytes', (it) => (it.beginArchive('a.eti'), it.beginFile('x', 2), it.takeBytes(1), it.endFile()), /after 1 of 2/],
    ['a file larger than the archive', (it) => (it.beginArchive('a.eti'), it.beginFile('x', 6)), /more bytes than a.eti/],
    ['files that are larger together', (it) => (it.beginArchive('a.eti'), file(it, 'x', 3), it.beginFile('y', 3)), /more bytes than a.eti/],
    ['more files', (it) => (it.beginArchive('a.eti'), file(it, 'x', 0), file(it, 'y', 0), it.beginFile('z', 0)), /more files/],
    ['more folders', (it) => (it.beginArchive('a.eti'), it.addDirectory('x'), it.addDirectory('y')), /more folders/],
    ['an early end of the archive', (it) => (it.beginArchive('a.eti'), file(it, 'x', 5), it.endArchive()), /before all/],
    ['too few bytes in all', (it) => (it.beginArchive('a.eti'), file(it, 'x', 1), file(it, 'y', 1), it.endArchive()), /before all/],
    ['an early end', (it) => it.requireComplete(), /before it was/],
    ['an end in an archive', (it) => (it.beginArchive('a.eti'), it.requireComplete()), /before it was/],
  ])('refuses %s', (_, act, why) => {
    expect(() => act(open())).toThrow(why);
  }); // prettier-ignore

  it.each<[string, (ledger: StreamLedger) => void, RegExp]>([
    ['the same file twice', (it) => (file(it, 'a/x', 1), it.beginFile('a/x', 1)), /a\/x twice/],
    ['two files that differ in case', (it) => (file(it, 'a/x', 1), it.beginFile('a/X', 1)), /side by side/],
    ['two folders that differ in case', (it) => (file(it, 'a/x', 1), it.beginFile('A/y', 1)), /side by side/],
    ['two forms of one letter', (it) => (file(it, '\u00e9', 1), it.beginFile('e\u0301', 1)), /side by side/],
    ['a file as a folder', (it) => (file(it, 'a', 1), it.beginFile('a/x', 1)), /twice/],
    ['a folder as a file', (it) => (file(it, 'a/x', 1), it.beginFile('a', 1)), /twice/],
    ['a named folder as a file', (it) => (it.addDirectory('a'), it.beginFile('a', 1)), /twice/],
    ['a file as a named folder', (it) => (file(it, 'a', 1), it.addDirectory('a')), /twice/],
    ['our marker', (it) => it.beginFile('.lanspread_owned', 1), /lanspread uses/],
    ['our marker in capitals', (it) => it.beginFile('.LANSPREAD_owned', 1), /lanspread uses/],
    ['our marker as a folder', (it) => it.addDirectory('.lanspread_owned/x'), /lanspread uses/],
  ])('refuses %s', (_, act, why) => {
    const ledger = open(wide);
    ledger.beginArchive('a.eti');
    expect(() => act(ledger)).toThrow(why);
  });

  it('refuses twins across archives', () => {
    const ledger = open();
    ledger.beginArchive('a.eti');
    file(ledger, 'x', 5);
    file(ledger, 'y', 0);
    ledger.endArchive();
    ledger.beginArchive('b.eti');
    expect(() => ledger.beginFile('X', 1)).toThrow(/side by side/);
  });

  it('lets a marker deeper down pass, and the same folder again', () => {
    const ledger = open(wide);
    ledger.beginArchive('a.eti');
    file(ledger, 'mods/.lanspread_owned', 1);
    ledger.addDirectory('mods');
    ledger.addDirectory('mods');
  });

  it('refuses an endless number of folders that paths imply', () => {
    const ledger = open([{ name: 'a.eti', solid: false, unpackedBytes: 0, files: 500_000, directories: 0 }]);
    ledger.beginArchive('a.eti');
    const flood = () => {
      for (let at = 0; at < 500_000; at++) file(ledger, `${at}/x`, 0);
    };
    expect(flood).toThrow(/endless/);
  });
});
