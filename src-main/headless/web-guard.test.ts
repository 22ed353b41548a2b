import { describe, expect, it } from 'vitest';
import { judgeUpgrade, type RequestClaims } from './web-guard.ts';

const token = 'secret-token';
const good: RequestClaims = { host: '127.0.0.1:4000', origin: 'http://127.0.0.1:4000', url: `/socket?token=${token}` };

describe('judgeUpgrade', () => {
  it.each<[string, Partial<RequestClaims>, string]>([
    ['our page by address', {}, 'ok'],
    ['our page by name', { host: 'localhost:4000', origin: 'http://localhost:4000' }, 'ok'],
    ['a rebound name', { host: 'evil.example:4000', origin: 'http://evil.example:4000' }, 'wrong-host'],
    ['another port', { host: '127.0.0.1:4001', origin: 'http://127.0.0.1:4001' }, 'wrong-host'],
    ['no port', { host: '127.0.0.1', origin: 'http://127.0.0.1' }, 'wrong-host'],
    ['a LAN address', { host: '192.168.1.2:4000', origin: 'http://192.168.1.2:4000' }, 'wrong-host'],
    ['no host', { host: undefined }, 'wrong-host'],
    ['another site', { origin: 'https://evil.example' }, 'wrong-origin'],
    ['a lookalike', { origin: 'http://127.0.0.1:4000.evil.example' }, 'wrong-origin'],
    ['the other name of ours', { origin: 'http://localhost:4000' }, 'wrong-origin'],
    ['a sandboxed page', { origin: 'null' }, 'wrong-origin'],
    ['no origin', { origin: undefined }, 'wrong-origin'],
    ['another path', { url: `/?token=${token}` }, 'wrong-path'],
    ['a path that is no URL', { url: '//' }, 'wrong-path'],
    ['no url', { url: undefined }, 'wrong-path'],
    ['no token', { url: '/socket' }, 'wrong-token'],
    ['half a token', { url: '/socket?token=secret' }, 'wrong-token'],
    ['a longer token', { url: `/socket?token=${token}x` }, 'wrong-token'],
  ])('%s', (_what, claims, verdict) => expect(judgeUpgrade({ ...good, ...claims }, 4000, token)).toBe(verdict));
});
