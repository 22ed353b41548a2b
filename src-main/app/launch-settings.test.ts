import { describe, expect, it } from 'vitest';
import { settingsFileOf, stampBytes, type SettingsFile } from './launch-settings.ts';

const ada = { playerName: 'Ada', language: 'de' };
const zoe = { playerName: 'Zoë', language: 'de' };
const bytesOf = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding);
const stamp = (file: SettingsFile, text: string, settings = ada) => {
  const bytes = stampBytes(file, bytesOf(text), settings);
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
};

it.each([
  ['account_name.txt', 'account-name'],
  ['bin/steam_settings/Account_Name.TXT', 'account-name'],
  ['a/language.txt', 'language'],
  ['SmartSteamEmu.ini', 'emulator'],
  ['account_name.txt.bak', null],
  ['my_language.txt', null],
  ['language.txt/readme', null],
])('%s is %s', (path, kind) => expect(settingsFileOf(path)).toBe(kind));

describe('account_name.txt', () => {
  it.each([
    ['Player', 'Ada'],
    ['Player\r\n', 'Ada\r\n'],
    ['Player\nsecond', 'Ada\nsecond'],
    ['', 'Ada'],
    ['\n', 'Ada\n'],
    ['Ada', null],
  ])('%j becomes %j', (before, after) => expect(stamp('account-name', before)).toBe(after));

  it('takes a name with the signs of a replacement as it is', () =>
    expect(stamp('account-name', 'x', { playerName: "$& $1 $'", language: 'de' })).toBe("$& $1 $'"));
});

describe('language.txt', () => {
  it.each([
    ['english', 'german'],
    ['English\r\n', 'german\r\n'],
    ['', 'german'],
    ['brazilian\n', 'german\n'],
    ['en', 'de'],
    ['EN\n', 'DE\n'],
    [' en ', 'de'],
    ['german', null],
    ['de', null],
    ['klingon', null],
    ['en-US', null],
    ['Choose a language:', null],
    ['constructor', null],
  ])('%j becomes %j', (before, after) => expect(stamp('language', before)).toBe(after));

  it.each(['xx', '', 'constructor', '__proto__'])('stays for the unknown language %j', (language) =>
    expect(stamp('language', 'english', { playerName: 'Ada', language })).toBeNull(),
  );
});

describe('SmartSteamEmu.ini', () => {
  it.each([
    ['[SmartSteamEmu]\r\nAppId=70\r\nPersonaName=Player\r\nLanguage=english\r\n', 'PersonaName=Ada'],
    ['[SmartSteamEmu]\nPersonaName = Old Name \nX=1', 'PersonaName = Ada'],
    ['[a]\n\tpersonaname\t=\tx\n', '\tpersonaname\t=\tAda'],
    ['[a]\nPersonaName=', 'PersonaName='],
    ['[a]\rPersonaName=x\rY=2', 'PersonaName=Ada'],
    ['[a]\nPersonaName="x y"\n', 'PersonaName="Ada"'],
    ['PersonaName=AccountName', 'PersonaName=Ada'],
  ])('%j gets %j, and nothing else changes', (before, line) => {
    const after = stamp('emulator', before);
    const replaced = before.replace(/^[ \t]*PersonaName.*$/imu, () => line.replace(/=$/u, '=Ada'));
    expect(after).toBe(replaced);
    expect(after).not.toBe(before);
  });

  it.each([
    '[a]\nName=x\n',
    '#PersonaName=x',
    '; PersonaName=x',
    'MyPersonaName=x',
    'PersonaNames=x',
    'PersonaName=Ada',
  ])('stays: %j', (text) => expect(stamp('emulator', text)).toBeNull());

  it('changes every such line', () =>
    expect(stamp('emulator', '[a]\nPersonaName=x\n[b]\nPersonaName=y\n')).toBe(
      '[a]\nPersonaName=Ada\n[b]\nPersonaName=Ada\n',
    ));
});

describe('encodings', () => {
  const ini = (name: string) => `[a]\r\nTitle=ü\r\nPersonaName=${name}\r\n`;
  it.each<[string, Uint8Array, Uint8Array]>([
    ['UTF-8', bytesOf(ini('x')), bytesOf(ini('Zoë'))],
    ['UTF-8 with a mark', bytesOf(`\uFEFF${ini('x')}`), bytesOf(`\uFEFF${ini('Zoë')}`)],
    ['UTF-16 with a mark', bytesOf(`\uFEFF${ini('x')}`, 'utf16le'), bytesOf(`\uFEFF${ini('Zoë')}`, 'utf16le')],
    ['one byte per character', bytesOf(ini('x'), 'latin1'), bytesOf(ini('Zoë'), 'latin1')],
  ])('keeps %s', (_name, before, after) => {
    const stamped = stampBytes('emulator', before, zoe);
    expect(stamped === null ? null : Buffer.from(stamped)).toEqual(after);
  });

  it('keeps every byte of an encoding that it does not know', () => {
    const before = Buffer.concat([Buffer.from([0x80, 0x81, 0xff, 0x0a]), bytesOf('PersonaName=x\n')]);
    const after = Buffer.concat([Buffer.from([0x80, 0x81, 0xff, 0x0a]), bytesOf('PersonaName=Ada\n')]);
    expect(Buffer.from(stampBytes('emulator', before, ada) ?? [])).toEqual(after);
  });

  it.each<[string, Uint8Array]>([
    ['UTF-16 without a mark', bytesOf('PersonaName=x', 'utf16le')],
    ['UTF-16 of the other order', bytesOf(`\uFEFFPersonaName=x`, 'utf16le').swap16()],
    ['no text', Buffer.from('\0\u0001PersonaName=x')],
    ['half a UTF-16 character', Buffer.concat([bytesOf(`\uFEFFPersonaName=x`, 'utf16le'), Buffer.from([0x41])])],
  ])('leaves %s alone', (_name, bytes) => expect(stampBytes('emulator', bytes, ada)).toBeNull());

  it('leaves a file alone whose encoding cannot hold the name', () =>
    expect(stampBytes('emulator', bytesOf(ini('x'), 'latin1'), { playerName: 'Жанна', language: 'de' })).toBeNull());
});
