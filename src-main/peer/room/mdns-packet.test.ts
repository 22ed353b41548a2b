import { describe, expect, it } from 'vitest';
import { asksForPeers, readAnnouncements } from './mdns-packet.ts';

const id = '0123456789abcdef0123456789abcdef';
const other = 'ffffffffffffffffffffffffffffffff';
const service = '_lanspread._udp.local';
const sender = '192.168.1.7';

interface Shape {
  id?: string;
  port?: unknown;
  texts?: unknown;
  ttl?: number;
  name?: string;
}

const text = (...items: string[]) => items.map((item) => Buffer.from(item));

function records({ id: own = id, port = 40_100, texts, ttl = 120, name = service }: Shape = {}) {
  const fqdn = `${own}.${name}`;
  return [
    { name, type: 'PTR', ttl, data: fqdn },
    { name: fqdn, type: 'SRV', ttl, data: { port, target: `${own}.local` } },
    { name: fqdn, type: 'TXT', ttl, data: texts ?? text('v=1', `id=${own}`, `fp=${'ab'.repeat(32)}`) },
    { name: `${own}.local`, type: 'A', ttl, data: '6.6.6.6' },
  ];
}

const found = { kind: 'found', found: { peerId: id, address: { host: sender, port: 40_100 }, protocolVersion: 1 } };

describe('readAnnouncements', () => {
  const accepted: [string, unknown, unknown[]][] = [
    ['an announcement: the sender counts, not the A record', { answers: records(), additionals: [] }, [found]],
    ['an answer', { answers: records().slice(0, 1), additionals: records().slice(1) }, [found]],
    ['a goodbye', { answers: records({ ttl: 0 }) }, [{ kind: 'lost', peerId: id }]],
    ['names in capitals', { answers: records({ name: service.toUpperCase() }) }, [found]],
    ['extra texts', { answers: records({ texts: text('', '=x', 'new=1', 'v=1', 'v=2', `id=${id}`) }) }, [found]],
    ['a goodbye beside a peer', { answers: [...records(), ...records({ id: other, ttl: 0 })] }, [found, { kind: 'lost', peerId: other }]], // prettier-ignore
    ['twice the same', { answers: [...records(), ...records()] }, [found]],
  ];
  it.each(accepted)('accepts %s', (_name, packet, expected) => {
    expect(readAnnouncements(packet, sender)).toEqual(expected);
  });

  const refused: [string, unknown][] = [
    ['nothing', null],
    ['a number', 7],
    ['an empty packet', {}],
    ['answers that are no list', { answers: 'x', additionals: 3 }],
    ['records that are none', { answers: [null, 1, 'x', [], {}, { name: 1, type: 'PTR', ttl: 1, data: 2 }] }],
    ['another service', { answers: records({ name: '_http._tcp.local' }) }],
    ['only a pointer', { answers: records().slice(0, 1) }],
    ['no text', { answers: records().toSpliced(2, 1) }],
    ['no port', { answers: records().toSpliced(1, 1) }],
    ['port 0', { answers: records({ port: 0 }) }],
    ['port 65536', { answers: records({ port: 65_536 }) }],
    ['port 1.5', { answers: records({ port: 1.5 }) }],
    ['a port in words', { answers: records({ port: '80' }) }],
    ['a short id', { answers: records({ id: 'abc' }) }],
    ['an id with dots', { answers: records({ id: `${id}.x` }) }],
    ['an id that is no hex', { answers: records({ id: 'g'.repeat(32) }) }],
    ['another id in the text', { answers: records({ texts: text('v=1', `id=${other}`) }) }],
    ['no id in the text', { answers: records({ texts: text('v=1') }) }],
    ['no version', { answers: records({ texts: text(`id=${id}`) }) }],
    ['a negative version', { answers: records({ texts: text('v=-1', `id=${id}`) }) }],
    ['a fraction as version', { answers: records({ texts: text('v=1.5', `id=${id}`) }) }],
    ['a huge version', { answers: records({ texts: text('v=99999999999999999999', `id=${id}`) }) }],
    ['texts that are no bytes', { answers: records({ texts: ['v=1', `id=${id}`] }) }],
    ['texts that are no list', { answers: records({ texts: `v=1` }) }],
  ];
  it.each(refused)('refuses %s', (_name, packet) => {
    expect(readAnnouncements(packet, sender)).toEqual([]);
  });

  it.each(['', 'fe80::1', '1.2.3', 'host'])('refuses the sender %j', (address) => {
    expect(readAnnouncements({ answers: records() }, address)).toEqual([]);
  });

  it('reads at most sixteen peers from one packet', () => {
    const many = Array.from({ length: 40 }, (_, n) => records({ id: n.toString(16).padStart(32, '0') })).flat();
    expect(readAnnouncements({ answers: many }, sender)).toHaveLength(16);
  });

  it('reads another service type', () => {
    const answers = records({ name: '_party._udp.local' });
    expect(readAnnouncements({ answers }, sender, 'party')).toEqual([found]);
  });

  it('survives whatever is thrown at it', () => {
    const seed = Math.floor(Math.random() * 2_147_483_646) + 1;
    let state = seed;
    const pick = <T>(items: readonly T[]) => items[(state = (state * 48_271) % 2_147_483_647) % items.length] as T;
    const values = [null, undefined, 0, -1, NaN, '', 'x', service, `${id}.${service}`, [], {}, text('v=1'), new Uint8Array(3), 'PTR', 'SRV', 'TXT', { port: 5 }]; // prettier-ignore
    for (let round = 0; round < 2000; round++) {
      const record = () => ({ name: pick(values), type: pick(values), ttl: pick(values), data: pick(values) });
      const packet = { answers: pick([values, [record(), record(), record()]]), additionals: [record()] };
      for (const reading of readAnnouncements(packet, sender)) expect(reading.kind, `seed ${seed}`).toBe('lost');
    }
  });
});

describe('asksForPeers', () => {
  it.each([
    [{ questions: [{ name: service, type: 'PTR' }] }, true],
    [{ questions: [{ name: 'x' }, { name: service.toUpperCase(), type: 'ANY' }] }, true],
    [{ questions: [{ name: service, type: 'SRV' }] }, false],
    [{ questions: [{ name: '_http._tcp.local', type: 'PTR' }] }, false],
    [{ questions: 7 }, false],
    [null, false],
  ])('%j: %s', (packet, expected) => {
    expect(asksForPeers(packet)).toBe(expected);
  });
});
