import { beforeEach, describe, expect, it } from 'vitest';
import { createRoomCa } from '../../room/certificates.ts';
import { createMemberOptions } from '../testing/member-options.ts';
import { createNativePair, type NativePair } from '../testing/native-pair.ts';
import { kib } from '../limits.ts';
import { buildConfig } from './native.ts';
import { QuicStream } from './quic-stream.ts';

let pair: NativePair;
let ours: QuicStream;
let theirs: QuicStream;
const scratch = Buffer.alloc(256 * kib);

beforeEach(async () => {
  const config = buildConfig(await createMemberOptions(await createRoomCa('test room')));
  pair = createNativePair(config, config);
  pair.settle();
  ours = new QuicStream(pair.dialler, -1, null);
  theirs = new QuicStream(pair.listener, 0, 0);
});

function sendAll(stream: QuicStream): void {
  while (stream.hasOutput) if (stream.send(0) !== 'advanced') return;
}

describe('QuicStream', () => {
  it('carries bytes and the end', () => {
    ours.enqueue(Buffer.from('hello '));
    ours.enqueue(Buffer.from('there'));
    ours.enqueueEnd();
    sendAll(ours);
    expect(ours).toMatchObject({ quicId: 0, acceptedBytes: 11, endSent: true, hasOutput: false });
    pair.settle();
    expect(theirs.receive(scratch)).toEqual({ byteCount: 11, ended: true });
    expect(scratch.toString('latin1', 0, 11)).toBe('hello there');
  });

  it('brings an end over that the engine took just before the bytes were acknowledged', () => {
    ours.enqueue(Buffer.from('ask'));
    ours.enqueueEnd();
    sendAll(ours);
    pair.settle();
    expect(theirs.receive(scratch)).toEqual({ byteCount: 3, ended: true });
    theirs.enqueue(Buffer.from('answer'));
    sendAll(theirs);
    pair.give(pair.dialler, pair.take(pair.listener));
    const acknowledgements = pair.take(pair.dialler);
    theirs.enqueueEnd();
    sendAll(theirs);
    // The engine now holds an end that is not yet on its way, for a stream of which all bytes are acknowledged.
    pair.give(pair.listener, acknowledgements);
    pair.settle();
    expect(ours.receive(scratch)).toEqual({ byteCount: 6, ended: true });
  });

  it('takes an end of the engine that nobody announced for a cut', () => {
    pair.dialler.streamSend(0, Buffer.from([0, 0, 0, 9, 1, 2, 3]), true);
    pair.settle();
    expect(theirs.receive(scratch)).toBe('reset');
  });

  it('says when the peer gave up, even to a reader that is behind', () => {
    ours.enqueue(new Uint8Array(3 * 1024 * kib));
    for (let round = 0; round < 200 && !theirs.isPaused; round++) {
      sendAll(ours);
      pair.settle();
      theirs.receive(scratch);
    }
    expect(theirs).toMatchObject({ isPaused: true, mayReceive: false });
    ours.giveUp();
    pair.settle();
    expect(theirs.mayReceive).toBe(true);
    expect(theirs.receive(scratch)).toBe('reset');
  });
});
