import { describe, expect, it, vi } from 'vitest';
import { PeerError } from './peer-error.ts';
import { createRpcClient, serveRpc, type Channel } from './rpc.ts';

interface End extends Channel {
  close: () => void;
}

const makeEnd = () => ({ messages: [] as ((m: unknown) => void)[], closes: [] as (() => void)[] });

type Ears = ReturnType<typeof makeEnd>;

const end = (own: Ears, other: Ears): End => ({
  post: (message) => {
    const copy: unknown = JSON.parse(JSON.stringify(message));
    for (const listener of other.messages) listener(copy);
  },
  onMessage: (listener) => void own.messages.push(listener),
  onClose: (listener) => void own.closes.push(listener),
  close: () => own.closes.forEach((listener) => listener()),
});

/** Two ends of one channel; messages cross as JSON, like on a WebSocket. */
function channelPair(): { client: End; server: End } {
  const [a, b] = [makeEnd(), makeEnd()];
  return { client: end(a, b), server: end(b, a) };
}

const echo = async (name: string, input: unknown) => ({ name, input });

describe('rpc', () => {
  it('answers a call under its own id, in any order', async () => {
    const { client, server } = channelPair();
    const first = Promise.withResolvers<unknown>();
    serveRpc(server, async (name) => (name === 'get-snapshot' ? first.promise : 'second'));
    const rpc = createRpcClient(client);
    const slow = rpc.call('get-snapshot', undefined);
    expect(await rpc.call('play-game', { gameId: 'a' })).toBe('second');
    first.resolve('first');
    expect(await slow).toBe('first');
  });

  it('carries a failure as data, with its code, hint and output', async () => {
    const { client, server } = channelPair();
    serveRpc(server, async () => {
      throw new PeerError('game-dir-busy', 'Busy.', 'Wait.', { output: 'one\ntwo' });
    });
    const call = createRpcClient(client).call('get-snapshot', undefined);
    await expect(call).rejects.toMatchObject({
      code: 'game-dir-busy',
      message: 'Busy.',
      hint: 'Wait.',
      output: 'one\ntwo',
    });
  });

  it('answers a bad input under the id of its call', async () => {
    const { client, server } = channelPair();
    serveRpc(server, async (_name, input) => {
      throw new PeerError('invalid-command', `bad: ${JSON.stringify(input)}`);
    });
    const call = createRpcClient(client).call('list-folders', { path: 7 } as never);
    await expect(call).rejects.toMatchObject({ code: 'invalid-command', message: 'bad: {"path":7}' });
  });

  it.each([
    null,
    'text',
    7,
    [],
    {},
    { t: 'call' },
    { t: 'call', id: '1', name: 'x' },
    { t: 'call', id: 1.5, name: 'x' },
    { t: 'call', id: 1, name: 7 },
    { t: 'ok', id: 1, name: 'x' },
  ])('ignores the malformed message %j', async (raw) => {
    const { client, server } = channelPair();
    const handle = vi.fn<typeof echo>(echo);
    const answers: unknown[] = [];
    client.onMessage((message) => answers.push(message));
    serveRpc(server, handle);
    client.post(raw);
    await Promise.resolve();
    expect([handle.mock.calls, answers]).toEqual([[], []]);
  });

  it('publishes topics to those who subscribed, until they leave', () => {
    const { client, server } = channelPair();
    const published = serveRpc(server, echo);
    const heard: unknown[] = [];
    const leave = createRpcClient(client).subscribe('peer-event', (event) => heard.push(event));
    published.publish('peer-event', { kind: 'peer-count', count: 1 });
    leave();
    published.publish('peer-event', { kind: 'peer-count', count: 2 });
    expect(heard).toEqual([{ kind: 'peer-count', count: 1 }]);
  });

  it('fails waiting and later calls once the channel is closed', async () => {
    const { client, server } = channelPair();
    serveRpc(server, async () => new Promise(() => {}));
    const rpc = createRpcClient(client);
    const waiting = rpc.call('get-snapshot', undefined);
    client.close();
    await expect(waiting).rejects.toMatchObject({ code: 'connection-closed' });
    await expect(rpc.call('get-snapshot', undefined)).rejects.toMatchObject({ code: 'connection-closed' });
  });
});
