import { afterEach, describe, expect, it, vi } from 'vitest';
import { quoteForCmd, scriptCommand } from './start-script.ts';

const script = 'C:\\Games & more\\a\\game_start.cmd';
const args = ['C:\\x y', 'a', 'en', 'Tom & (Jerry) ^'];
const call = '""C:\\Games & more\\a\\game_start.cmd" "C:\\x y" "a" "en" "Tom & (Jerry) ^""';

/**
 * What cmd.exe makes of a line before it runs it: a caret takes the next sign's meaning, quotes take it from all
 * signs but the quote. Answers the line as it is handed on; throws where a sign would act on cmd.exe itself.
 */
function readAsCmd(line: string): string {
  let inQuotes = false;
  let read = '';
  for (let index = 0; index < line.length; index++) {
    const sign = line[index] as string;
    if (sign === '%') throw new Error('a variable');
    if (sign === '^' && !inQuotes) read += line[++index] ?? '';
    else {
      if (sign === '"') inQuotes = !inQuotes;
      else if (!inQuotes && /[&|<>()\r\n]/u.test(sign)) throw new Error(`${sign} acts`);
      read += sign;
    }
  }
  return read;
}

afterEach(() => void vi.unstubAllEnvs());

/** As /s: without the first and the last quote. */
const withoutOuterQuotes = (line: string | undefined) => /^"(.*)"$/u.exec(line ?? '')?.[1] ?? '';

describe('on Windows', () => {
  it('quotes every argument for cmd.exe and keeps the outer quotes for /s', () => {
    expect(scriptCommand({ script, args, inWindow: false }, 'win32')).toMatchObject({
      args: ['/d', '/v:off', '/s', '/c', call],
      cwd: expect.any(String) as string,
      verbatim: true,
    });
  });

  it.each([
    'Ada',
    'Tom & Jerry',
    'a & b && c | d || e',
    '1 > 2 < 3 >> 4',
    '^caret^^',
    '(round) [square] {curly}',
    '!bang! !PATH!',
    "it's `so`",
    '; , = ~ @ # $ + - * ?',
    'Zoë Жанна 名前 🎮',
    'a\\b',
    'back\\slash x',
    '',
    ' ',
    '-option /switch',
  ])('%j reaches the script as it is, without and within a window', (name) => {
    const shell = 'C:\\Program Files (x86) & more\\cmd.exe';
    vi.stubEnv('ComSpec', shell);
    const wanted = `"${script}" "C:\\x" "${name}"`;
    const plain = scriptCommand({ script, args: ['C:\\x', name], inWindow: false }, 'win32');
    expect(readAsCmd(withoutOuterQuotes(plain.args[4]))).toBe(wanted);
    const inWindow = scriptCommand({ script, args: ['C:\\x', name], inWindow: true }, 'win32');
    const handedOn = readAsCmd(withoutOuterQuotes(inWindow.args[4]));
    const opener = `start "" /wait "${shell}" /d /v:off /s /c `;
    expect(handedOn.slice(0, opener.length)).toBe(opener);
    expect(readAsCmd(withoutOuterQuotes(handedOn.slice(opener.length)))).toBe(wanted);
  });

  it.each(['a"b', '"', '%PATH%', '100%', 'a\nb', 'a\rb', 'a\u0000', 'a\tb', 'wide\uFF02', 'end\\', 'x y\\\\'])(
    'refuses %j, which would not be taken literally',
    (text) => {
      expect(() => quoteForCmd(text)).toThrow(expect.objectContaining({ code: 'cannot-play' }) as Error);
      for (const inWindow of [false, true]) {
        expect(() => scriptCommand({ script, args: [text], inWindow }, 'win32')).toThrow('Windows cannot hand');
      }
    },
  );
});

describe('elsewhere', () => {
  it.each([true, false])('hands arguments to sh as they are', (inWindow) => {
    expect(scriptCommand({ script: '/g/a/game_start.sh', args: ['/g/a/local', '"%', ''], inWindow }, 'linux')).toEqual({
      file: '/bin/sh',
      args: ['/g/a/game_start.sh', '/g/a/local', '"%', ''],
      cwd: '/g/a',
      verbatim: false,
    });
  });
});
