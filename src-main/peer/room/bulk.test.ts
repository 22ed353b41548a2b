import { generateKeyPairSync } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { holdClock } from '../edge/testing/held-clock.ts';
import type { Connection, Transport } from '../transport/transport.ts';
import { createBulkDialler } from './bulk.ts';
import { peerIdOfKey } from './identity.ts';

const newKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
const [key, otherKey] = [newKey(), newKey()];
const peerId = peerIdOfKey(key) ?? '';
const never = new AbortController().signal;

/** What the TLS port does: `swallow` lets nobody know, as a firewall that drops. */
type TlsPort = 'answer' | 'swallow' | 'refuse' | 'somebody-else';

function createLab(port: TlsPort, hasTlsAddress = true) {
  const held = holdClock();
  const dials: string[] = [];
  const lanes: string[] = [];
  const lab = { port, closed: 0 };
  const connection = (remotePublicKeyPem: string | null): Connection =>
    ({ remotePublicKeyPem, close: async () => void (lab.closed += 1) }) as unknown as Connection;
  const connect: Transport['connect'] = async (_to, signal) => {
    dials.push('tls');
    if (lab.port === 'refuse') throw new Error('ECONNREFUSED');
    if (lab.port === 'swallow') {
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    }
    return connection(lab.port === 'somebody-else' ? otherKey : key);
  };
  const address = { host: '10.0.0.2', port: 1 };
  const dialler = createBulkDialler({
    registry: {
      address: () => address,
      tlsAddress: () => (hasTlsAddress ? address : null),
      noteLane: (_peerId, lane) => void lanes.push(lane),
      name: () => 'alice',
    },
    tls: { connect } as Transport,
    dialQuic: async () => {
      dials.push('quic');
      return connection(null);
    },
    clock: held.clock,
    log: () => {},
  });
  return { lab, held, dials, lanes, dial: (signal = never) => dialler.dial(peerId, signal) };
}

it('takes the TLS lane where it is reached, and leaves no timer behind', async () => {
  const { dial, dials, lanes, held } = createLab('answer');
  expect((await dial()).lane).toBe('tls');
  expect([dials, lanes, held.waits()]).toEqual([['tls'], ['tls'], []]);
});

it('goes over QUIC at once where there is no TLS lane', async () => {
  const { dial, dials } = createLab('answer', false);
  expect((await dial()).lane).toBe('quic');
  expect(dials).toEqual(['quic']);
});

it('waits a second and a half for a port that swallows everything, no longer', async () => {
  const { dial, dials, held, lanes } = createLab('swallow');
  const dialled = dial();
  await held.passInTurns(1499);
  expect(dials).toEqual(['tls']);
  await held.passInTurns(1);
  expect((await dialled).lane).toBe('quic');
  expect([dials, lanes]).toEqual([['tls', 'quic'], ['quic']]);
});

it('leaves a lane that failed alone for a minute, then tries it again', async () => {
  const { lab, dial, dials, held } = createLab('refuse');
  await dial();
  lab.port = 'answer';
  await held.passInTurns(59_999);
  expect((await dial()).lane).toBe('quic');
  await held.passInTurns(1);
  expect((await dial()).lane).toBe('tls');
  expect(dials).toEqual(['tls', 'quic', 'quic', 'tls']);
});

it('closes a lane that somebody else answers on, and uses it no more for a minute', async () => {
  const { lab, dial, dials } = createLab('somebody-else');
  expect((await dial()).lane).toBe('quic');
  expect(lab.closed).toBe(1);
  await dial();
  expect(dials).toEqual(['tls', 'quic', 'quic']);
});

it('takes a call that was given up for no failure of the lane', async () => {
  const { lab, dial, dials } = createLab('swallow');
  const given = new AbortController();
  const dialled = dial(given.signal);
  await turn();
  given.abort(new Error('the download was paused'));
  await expect(dialled).rejects.toThrow('paused');
  lab.port = 'answer';
  expect((await dial()).lane).toBe('tls');
  expect(dials).toEqual(['tls', 'tls']);
});
