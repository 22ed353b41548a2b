// What every transport must do, whatever carries it. Each implementation's test calls `describeTransport`.
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kib, mib } from './limits.ts';
import {
  ConnectionClosedError,
  type ByteStream,
  type Connection,
  type PeerAddress,
  type Transport,
} from './transport.ts';

/** The surroundings of one test. */
export interface TransportLab {
  /** Members of one room: `near` dials, `far` listens. */
  near: Transport;
  far: Transport;
  /** Belongs to another room. */
  stranger: Transport;
  /** A further member that wants to listen at this address. */
  createRival: (wanted: PeerAddress) => Transport;
  /** An address that reaches `far` by a cable that `cut` breaks. */
  linkTo: (address: PeerAddress) => Promise<PeerAddress>;
  cut: () => void;
  nobody: PeerAddress;
  /** Keys of the certificates of `near` and `far`; left out where the transport cannot tell. */
  publicKeys?: { near: string; far: string };
  /** Sends what is no message of the transport; left out where nothing can. */
  throwGarbage?: (at: PeerAddress) => Promise<void>;
  dispose: () => Promise<void>;
}

interface Joined {
  address: PeerAddress;
  client: Connection;
  server: Connection;
}

const never = new AbortController().signal;
const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function join(lab: TransportLab, from: Transport = lab.near): Promise<Joined> {
  const accepted = Promise.withResolvers<Connection>();
  const listener = await lab.far.listen(accepted.resolve);
  const address = await lab.linkTo(listener.address);
  const client = await from.connect(address, never);
  return { address, client, server: await accepted.promise };
}

async function nextStream(connection: Connection): Promise<ByteStream> {
  return new Promise((resolve) => {
    connection.onStream(resolve);
  });
}

/** A stream and its other end, seen through a first byte that is read away. */
async function openPair({ client, server }: Joined): Promise<[ours: ByteStream, theirs: ByteStream]> {
  const ours = client.openStream();
  await ours.write(Uint8Array.of(7));
  const theirs = await nextStream(server);
  expect(await theirs.read()).toEqual(Uint8Array.of(7));
  return [ours, theirs];
}

async function* chunksOf(stream: ByteStream): AsyncGenerator<Uint8Array> {
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) yield bytes;
}

async function readText(stream: ByteStream): Promise<string> {
  let text = '';
  for await (const bytes of chunksOf(stream)) text += textOf(bytes);
  return text;
}

async function sendText(stream: ByteStream, text: string): Promise<void> {
  await stream.write(bytesOf(text));
  await stream.end();
}

async function push(stream: ByteStream, mebibytes: number): Promise<void> {
  for (let written = 0; written < mebibytes; written++) await stream.write(new Uint8Array(mib));
  await stream.end();
}

async function countBytes(stream: ByteStream): Promise<number> {
  let byteCount = 0;
  for await (const bytes of chunksOf(stream)) byteCount += bytes.byteLength;
  return byteCount;
}

/** One question and answer on a stream of its own. */
async function exchange(joined: Joined): Promise<void> {
  const [ask, answer] = await openPair(joined);
  await sendText(answer, 'pong');
  expect(await readText(ask)).toBe('pong');
  await ask.end();
  expect(await answer.read()).toBeNull();
}

/** Deterministic bytes that differ everywhere, so that a swap, gap or repetition changes the hash. */
function numberedChunk(index: number, size: number): Uint8Array {
  const chunk = new Uint8Array(size);
  const view = new DataView(chunk.buffer);
  for (let at = 0; at + 4 <= size; at += 4) view.setUint32(at, (index * size + at) >>> 0);
  return chunk;
}

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'no failure';
  } catch (error) {
    return error instanceof ConnectionClosedError ? error.reason : `other: ${String(error)}`;
  }
}

export function describeTransport(name: string, createLab: () => Promise<TransportLab>): void {
  describe(name, () => {
    let lab: TransportLab;
    beforeEach(async () => {
      lab = await createLab();
    });
    afterEach(async () => lab.dispose());

    describeStreams(() => lab);
    describeBackPressure(() => lab);
    describeEnds(() => lab);
    describeDialling(() => lab);
  });
}

function describeStreams(lab: () => TransportLab): void {
  describe('streams', () => {
    it('carries a question and its answer, both ways of opening', async () => {
      const { client, server } = await join(lab());
      for (const [asker, answerer] of [
        [client, server],
        [server, client],
      ] as const) {
        answerer.onStream((stream) => void readText(stream).then(async (text) => sendText(stream, `re: ${text}`)));
        const stream = asker.openStream();
        await sendText(stream, 'hello');
        expect(await readText(stream)).toBe('re: hello');
      }
    });

    it('keeps the order of many writes of odd sizes', async () => {
      const [ours, theirs] = await openPair(await join(lab()));
      const sizes = Array.from({ length: 400 }, (_, index) => (index * 977) % 5000);
      const sent = createHash('sha256');
      const sending = (async () => {
        for (const [index, size] of sizes.entries()) {
          const chunk = numberedChunk(index, size);
          sent.update(chunk);
          await ours.write(chunk);
        }
        await ours.end();
      })();
      const received = createHash('sha256');
      for await (const bytes of chunksOf(theirs)) {
        expect(bytes.byteLength).toBeGreaterThan(0);
        received.update(bytes);
      }
      await sending;
      expect(received.digest('hex')).toBe(sent.digest('hex'));
    });

    it('keeps many streams at once apart', async () => {
      const { client, server } = await join(lab());
      server.onStream((stream) => void readText(stream).then(async (text) => sendText(stream, text.toUpperCase())));
      const ask = async (index: number) => {
        const stream = client.openStream();
        await sendText(stream, `stream ${index} `.repeat(200));
        return readText(stream);
      };
      const answers = await Promise.all(Array.from({ length: 600 }, async (_, index) => ask(index)));
      expect(answers.every((text, index) => text === `STREAM ${index} `.repeat(200))).toBe(true);
    });

    it('brings tens of mebibytes over unharmed', async () => {
      const [ours, theirs] = await openPair(await join(lab()));
      const sent = createHash('sha256');
      const received = createHash('sha256');
      const sending = (async () => {
        for (let index = 0; index < 160; index++) {
          const chunk = numberedChunk(index, 256 * kib);
          sent.update(chunk);
          await ours.write(chunk);
        }
        await ours.end();
      })();
      let byteCount = 0;
      for await (const bytes of chunksOf(theirs)) {
        byteCount += bytes.byteLength;
        received.update(bytes);
      }
      await sending;
      expect(byteCount).toBe(40 * mib);
      expect(received.digest('hex')).toBe(sent.digest('hex'));
    });

    it('shows a stream that has nothing but an end', async () => {
      const { client, server } = await join(lab());
      const ours = client.openStream();
      await ours.end();
      const theirs = await nextStream(server);
      expect(await theirs.read()).toBeNull();
      await theirs.end();
      expect(await ours.read()).toBeNull();
    });

    it('takes an empty write as nothing', async () => {
      const [ours, theirs] = await openPair(await join(lab()));
      await ours.write(new Uint8Array(0));
      await sendText(ours, 'after');
      expect(await readText(theirs)).toBe('after');
    });

    it('takes views of larger buffers without touching the rest', async () => {
      const [ours, theirs] = await openPair(await join(lab()));
      const pool = bytesOf('left-MIDDLE-right');
      await ours.write(pool.subarray(5, 11));
      await ours.end();
      expect(textOf(pool)).toBe('left-MIDDLE-right');
      expect(await readText(theirs)).toBe('MIDDLE');
    });

    it('delivers streams that came before anybody asked for them', async () => {
      const { client, server } = await join(lab());
      await sendText(client.openStream(), 'early');
      const probe = server.openStream();
      const seen = nextStream(client);
      await sendText(probe, 'probe');
      await seen;
      expect(await readText(await nextStream(server))).toBe('early');
    });

    it('fills memory as bytes arrive, between reads, and up to the end', async () => {
      const [ours, theirs] = await openPair(await join(lab()));
      const sent = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31) % 251);
      const target = new Uint8Array(sent.length - 10);
      let heardBytes = 0;
      const filling = theirs.readInto(target, (count) => (heardBytes += count));
      for (let at = 0; at < sent.length; at += 70_001) await ours.write(sent.slice(at, at + 70_001));
      expect(await filling).toBe(target.length);
      expect(heardBytes).toBe(target.length);
      expect(Buffer.compare(target, sent.subarray(0, target.length))).toBe(0);
      await ours.end();
      const rest = new Uint8Array(20);
      expect(await theirs.readInto(rest, () => {})).toBe(10);
      expect(rest.subarray(0, 10)).toEqual(sent.subarray(-10));
      expect(await theirs.readInto(rest, () => {})).toBe(0);
    });

    it('cuts a filling off when the other side gives up', async () => {
      const [ours, theirs] = await openPair(await join(lab()));
      const filling = theirs.readInto(new Uint8Array(100), () => {});
      filling.catch(() => {});
      await ours.write(bytesOf('half of it'));
      ours.reset();
      await expect(filling).rejects.toBeInstanceOf(ConnectionClosedError);
    });

    it('refuses a second read while one waits', async () => {
      const [ours] = await openPair(await join(lab()));
      const first = reasonOf(ours.read());
      await expect(ours.read()).rejects.toThrow('one read');
      ours.reset();
      expect(await first).toBe('local');
    });
  });
}

function describeBackPressure(lab: () => TransportLab): void {
  describe('back-pressure', () => {
    it('bounds what a writer can push to a reader that does not read, and goes on when it does', async () => {
      const joined = await join(lab());
      const [ours, theirs] = await openPair(joined);
      const total = 96;
      let written = 0;
      const sending = (async () => {
        for (; written < total; written++) await ours.write(new Uint8Array(mib));
        await ours.end();
      })();
      // Other streams still work meanwhile; their many round trips give the writer every chance to run ahead.
      for (let ping = 0; ping < 200; ping++) await exchange(joined);
      expect(written).toBeLessThan(24);
      expect(await countBytes(theirs)).toBe(total * mib);
      await sending;
    });

    it.each(['writer', 'reader'])('is not worn out by streams that the %s gives up unread', async (who) => {
      const joined = await join(lab());
      for (let round = 0; round < 20; round++) {
        const [ours, theirs] = await openPair(joined);
        const pushing = reasonOf(push(ours, 16));
        // By the time these are answered, about as much is under way as can be.
        for (let ping = 0; ping < 5; ping++) await exchange(joined);
        if (who === 'writer') ours.reset();
        else theirs.reset();
        expect(await pushing).toBe(who === 'writer' ? 'local' : 'reset');
      }
      const [ours, theirs] = await openPair(joined);
      const pushing = push(ours, 8);
      expect(await countBytes(theirs)).toBe(8 * mib);
      await pushing;
    });
  });
}

function describeEnds(lab: () => TransportLab): void {
  describe('ends', () => {
    it('closes one direction and keeps the other, from either end', async () => {
      const joined = await join(lab());
      const [ours, theirs] = await openPair(joined);
      await ours.end();
      expect(await theirs.read()).toBeNull();
      await sendText(theirs, 'still here');
      expect(await readText(ours)).toBe('still here');

      const [ours2, theirs2] = await openPair(joined);
      await theirs2.end();
      expect(await ours2.read()).toBeNull();
      await sendText(ours2, 'still there');
      expect(await readText(theirs2)).toBe('still there');
    });

    it.each(['opener', 'acceptor'])('rejects what waits when the %s resets', async (who) => {
      const [ours, theirs] = await openPair(await join(lab()));
      const fill = async (stream: ByteStream) => {
        for (;;) await stream.write(new Uint8Array(mib));
      };
      const [resetter, other] = who === 'opener' ? [ours, theirs] : [theirs, ours];
      const writes = [reasonOf(fill(resetter)), reasonOf(fill(other))];
      const reset = (async () => {
        await other.read();
        resetter.reset();
      })();
      await reset;
      expect(await Promise.all(writes)).toEqual(['local', 'reset']);
      expect(await reasonOf(other.read())).toBe('reset');
      expect(await reasonOf(resetter.read())).toBe('local');
      expect(await reasonOf(other.write(new Uint8Array(1)))).toBe('reset');
    });

    it.each(['opener', 'acceptor'])('wakes a read that waits when the %s resets', async (who) => {
      const joined = await join(lab());
      const [ours, theirs] = await openPair(joined);
      const [resetter, other] = who === 'opener' ? [ours, theirs] : [theirs, ours];
      const waiting = reasonOf(other.read());
      resetter.reset();
      expect(await waiting).toBe('reset');
      // The connection lives on.
      const [next, nextTheirs] = await openPair(joined);
      await sendText(next, 'fine');
      expect(await readText(nextTheirs)).toBe('fine');
    });

    it('closes for both sides', async () => {
      const joined = await join(lab());
      const [ours, theirs] = await openPair(joined);
      const reads = [reasonOf(ours.read()), reasonOf(theirs.read())];
      await joined.client.close();
      expect(await joined.client.closed).toBe('local');
      expect(await joined.server.closed).toBe('remote');
      expect(await Promise.all(reads)).toEqual(['local', 'remote']);
      expect(await reasonOf(ours.write(new Uint8Array(1)))).toBe('local');
      expect(await reasonOf(joined.server.openStream().write(new Uint8Array(1)))).toBe('remote');
      await joined.client.close();
    });

    it('keeps what arrived whole readable after the close', async () => {
      const joined = await join(lab());
      const [ours, theirs] = await openPair(joined);
      await sendText(theirs, 'last words');
      const seen = nextStream(joined.client);
      await joined.server.openStream().end();
      await seen;
      await joined.server.close();
      expect(await joined.client.closed).toBe('remote');
      expect(await readText(ours)).toBe('last words');
    });

    it('notices a peer that vanished', async () => {
      const joined = await join(lab());
      const [ours] = await openPair(joined);
      const waiting = reasonOf(ours.read());
      lab().cut();
      expect(await joined.client.closed).toBe('idle');
      expect(await waiting).toBe('idle');
    });

    it('ends everything on stop', async () => {
      const { near, far } = lab();
      const joined = await join(lab());
      const [ours, theirs] = await openPair(joined);
      const reads = [reasonOf(ours.read()), reasonOf(theirs.read())];
      await far.stop();
      await far.stop();
      expect(await joined.server.closed).toBe('local');
      expect(await joined.client.closed).toBe('remote');
      expect(await Promise.all(reads)).toEqual(['remote', 'local']);
      await expect(far.listen(() => {})).rejects.toThrow();
      await expect(far.connect(joined.address, never)).rejects.toThrow();
      await near.stop();
    });

    it('frees the port and ends accepted connections when the listener stops', async () => {
      const accepted = Promise.withResolvers<Connection>();
      const listener = await lab().far.listen(accepted.resolve);
      const client = await lab().near.connect(listener.address, never);
      const server = await accepted.promise;
      await listener.stop();
      expect(await server.closed).toBe('local');
      expect(await client.closed).toBe('remote');
      const rival = lab().createRival(listener.address);
      const again = await rival.listen(() => {});
      expect(again.address).toEqual(listener.address);
      await rival.stop();
    });
  });
}

function describeDialling(lab: () => TransportLab): void {
  describe('dialling', () => {
    it('tells whose certificate the other side has, where it can', async () => {
      const { publicKeys } = lab();
      const { client, server } = await join(lab());
      expect(client.remotePublicKeyPem).toBe(publicKeys?.far ?? null);
      expect(server.remotePublicKeyPem).toBe(publicKeys?.near ?? null);
    });

    it('gives up on an address where nobody answers', async () => {
      expect(await reasonOf(lab().near.connect(lab().nobody, never))).toBe('idle');
    });

    it('stops at once when told to', async () => {
      const stop = new AbortController();
      const dialling = lab().near.connect(lab().nobody, stop.signal);
      stop.abort(new Error('changed my mind'));
      await expect(dialling).rejects.toThrow('changed my mind');
      await expect(lab().near.connect(lab().nobody, stop.signal)).rejects.toThrow('changed my mind');
    });

    it('keeps a connection when its signal fires later', async () => {
      const stop = new AbortController();
      const accepted = Promise.withResolvers<Connection>();
      const listener = await lab().far.listen(accepted.resolve);
      const client = await lab().near.connect(listener.address, stop.signal);
      stop.abort();
      const joined = { address: listener.address, client, server: await accepted.promise };
      const [ours, theirs] = await openPair(joined);
      await sendText(ours, 'alive');
      expect(await readText(theirs)).toBe('alive');
    });

    it('names a port that is taken', async () => {
      const listener = await lab().far.listen(() => {});
      const rival = lab().createRival(listener.address);
      const failure = await rival
        .listen(() => {})
        .then(
          () => null,
          (error: unknown) => error,
        );
      expect(failure).toMatchObject({
        code: 'port-taken',
        message: expect.stringContaining(`${listener.address.port}`),
      });
      await rival.stop();
    });

    it('lets no stranger in', async () => {
      const first = Promise.withResolvers<Connection>();
      const listener = await lab().far.listen(first.resolve);
      expect(await reasonOf(lab().stranger.connect(listener.address, never))).toBe('refused');
      const member = await lab().near.connect(listener.address, never);
      // Had the stranger been accepted, it would have been the first.
      await member.openStream().end();
      expect(await (await nextStream(await first.promise)).read()).toBeNull();
    });

    it('goes into no strange room', async () => {
      let accepted = 0;
      const listener = await lab().stranger.listen(() => accepted++);
      expect(await reasonOf(lab().near.connect(listener.address, never))).toBe('refused');
      expect(accepted).toBe(0);
    });

    it('dials while it listens, and to several at once', async () => {
      const { near, far } = lab();
      const nearListener = await near.listen((connection) => connection.onStream((stream) => void stream.end()));
      const farListener = await far.listen((connection) => connection.onStream((stream) => void stream.end()));
      const connections = await Promise.all([
        near.connect(farListener.address, never),
        near.connect(farListener.address, never),
        far.connect(nearListener.address, never),
      ]);
      for (const connection of connections) {
        const stream = connection.openStream();
        await stream.end();
        expect(await stream.read()).toBeNull();
      }
    });

    it('shrugs garbage off', async (context) => {
      const { throwGarbage } = lab();
      if (throwGarbage === undefined) return context.skip('nothing but messages can be sent here');
      const joined = await join(lab());
      await throwGarbage(joined.address);
      const [ours, theirs] = await openPair(joined);
      await sendText(ours, 'unharmed');
      expect(await readText(theirs)).toBe('unharmed');
      await (await lab().near.connect(joined.address, never)).close();
    });
  });
}
