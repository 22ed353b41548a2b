import { expect, test } from 'vitest';
import { isSmallTalk, parsePeerLine } from './headless-peer.ts';

const web = { type: 'web', url: 'http://127.0.0.1:4000/#token=abc' };
const ready = { type: 'event', event: { kind: 'local-peer-ready', port: 4711 } };

test.each([web, ready])('reads %j', (line) => {
  expect(parsePeerLine(JSON.stringify({ ...line, more: 1 }))).toEqual(line);
});

test.each([
  'no JSON',
  '{"type":"web"}',
  '{"type":"web","url":"not a link"}',
  '{"type":"event","event":{"kind":"peer-count","count":1}}',
  'null',
])('passes over %s', (line) => {
  expect(parsePeerLine(line)).toBeNull();
});

test.each([
  ['2026-11-20T23:00:00.000Z info A peer came.', true],
  ['2026-11-20T23:00:00.000Z warn The port is taken.', false],
  ['The catalog cannot be read.', false],
])('%s is small talk: %s', (line, expected) => {
  expect(isSmallTalk(line)).toBe(expected);
});
