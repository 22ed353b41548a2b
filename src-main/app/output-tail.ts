// The last lines that a script has written, for whoever wants to know why it failed.
import { open } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';

const mostLines = 20;
const mostBytes = 4096;

/** Without colours and empty lines at the end; undefined when there is nothing, or it cannot be read. */
export async function readOutputTail(path: string): Promise<string | undefined> {
  const text = await readTail(path).catch(() => '');
  const tail = stripVTControlCharacters(text).trimEnd().split(/\r?\n/u).slice(-mostLines).join('\n');
  return tail === '' ? undefined : tail;
}

async function readTail(path: string): Promise<string> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size, mostBytes));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length);
  const text = bytes.toString('utf8', 0, bytesRead);
  // The first line is whole only when the file begins with it.
  return size > mostBytes && text.includes('\n') ? text.slice(text.indexOf('\n') + 1) : text;
}
