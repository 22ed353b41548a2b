// Typed calls and topics over any channel that posts messages: MessagePort, WebSocket, worker port.
import type { AppCalls, AppTopics, CallName, TopicName } from './app-bridge.ts';
import { fromErrorData, PeerError, toErrorData, type ErrorData } from './peer-error.ts';

export interface Channel {
  /** Posts one message; does nothing once the channel is closed. */
  post: (message: unknown) => void;
  onMessage: (listener: (message: unknown) => void) => void;
  onClose: (listener: () => void) => void;
}

export type RpcRequest = { t: 'call'; id: number; name: string; input: unknown };
export type RpcMessage =
  | { t: 'ok'; id: number; value: unknown }
  | { t: 'error'; id: number; error: ErrorData }
  | { t: 'topic'; topic: string; data: unknown };

export interface RpcClient {
  call: <K extends CallName>(name: K, input: AppCalls[K]['input']) => Promise<AppCalls[K]['output']>;
  subscribe: <T extends TopicName>(topic: T, listener: (data: AppTopics[T]) => void) => () => void;
}

type Listener = (data: never) => void;

const gone = () =>
  new PeerError('connection-closed', 'The connection to lanspread is gone.', 'It reconnects by itself.');

/** The window's side. A closed channel fails every call that still waits with `connection-closed`. */
export function createRpcClient(channel: Channel): RpcClient {
  let nextId = 1;
  let closed = false;
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (reason: Error) => void }>();
  const listeners = new Map<string, Set<Listener>>();

  channel.onMessage((raw) => {
    const message = raw as RpcMessage;
    if (message.t === 'topic') {
      for (const listener of listeners.get(message.topic) ?? []) listener(message.data as never);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.t === 'ok') call?.resolve(message.value as never);
    else call?.reject(fromErrorData(message.error));
  });
  channel.onClose(() => {
    closed = true;
    for (const call of waiting.values()) call.reject(gone());
    waiting.clear();
  });

  return {
    call: async (name, input) => {
      if (closed) throw gone();
      return new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        channel.post({ t: 'call', id, name, input } satisfies RpcRequest);
      });
    },
    subscribe: (topic, listener) => {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener));
      return () => void set.delete(listener);
    },
  };
}

/** The host's side: `handle` gets parsed calls; whatever it throws goes back as data. */
export interface RpcServer {
  publish: <T extends TopicName>(topic: T, data: AppTopics[T]) => void;
}

/** The envelope of one untrusted message; null when it is none, because then nobody waits for an answer to it. */
export function parseRpcRequest(raw: unknown): RpcRequest | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const { t, id, name, input } = raw as Record<string, unknown>;
  if (t !== 'call' || typeof name !== 'string' || typeof id !== 'number' || !Number.isSafeInteger(id)) return null;
  return { t, id, name, input };
}

/**
 * Answers every well-formed call on the channel and ignores other messages. `handle` checks the name and the input;
 * what it throws reaches the caller under the id of the call.
 */
export function serveRpc(channel: Channel, handle: (name: string, input: unknown) => Promise<unknown>): RpcServer {
  const answer = async ({ id, name, input }: RpcRequest): Promise<RpcMessage> => {
    try {
      return { t: 'ok', id, value: await handle(name, input) };
    } catch (error) {
      return { t: 'error', id, error: toErrorData(error) };
    }
  };
  channel.onMessage((raw) => {
    const request = parseRpcRequest(raw);
    if (request !== null) void answer(request).then(channel.post);
  });
  return { publish: (topic, data) => channel.post({ t: 'topic', topic, data } satisfies RpcMessage) };
}
