// The driver against small stand-in programs that speak the peer's language.
import { afterEach, describe, expect, it } from 'vitest';
import { CommandError, ofKind, startPeerProcess, type PeerProcess } from './peer-process.ts';

let peers: PeerProcess[] = [];

afterEach(async () => {
  await Promise.all(peers.map(async (peer) => peer.kill()));
  peers = [];
});

const count = (value: number) => ({ kind: 'peer-count', count: value });

/** `onCommand` is the body of a function of `command`; it may use `say`. */
function start(onCommand: string, atStart = ''): PeerProcess {
  const code = `
    const say = (record) => process.stdout.write(JSON.stringify(record) + '\\n');
    const tell = (event) => say({ type: 'event', event });
    process.on('SIGTERM', () => process.exit(0));
    let rest = '';
    process.stdin.on('data', (chunk) => {
      const lines = (rest + chunk).split('\\n');
      rest = lines.pop();
      for (const line of lines) { const command = JSON.parse(line); ${onCommand} }
    });
    ${atStart}`;
  const peer = startPeerProcess({
    name: 'stand-in',
    gamesDir: 'g',
    stateDir: 's',
    catalog: 'c',
    program: [process.execPath, '-e', code, '--'],
  });
  peers.push(peer);
  return peer;
}

describe('commands', () => {
  it('get the data of their own answer, in whatever order', async () => {
    const peer = start(`
      globalThis.held ??= [];
      held.push(command);
      if (held.length === 2) for (const { id, cmd, x } of held.reverse()) say({ type: 'result', id, data: cmd + x });`);
    const answers = await Promise.all([peer.command('a', { x: 1 }), peer.command('b', { x: 2 })]);
    expect(answers).toEqual(['a1', 'b2']);
  });

  it('reject with the error record', async () => {
    const peer = start(`say({ type: 'error', id: command.id, code: 'unknown-game', message: 'No.', hint: 'Look.' });`);
    const error: unknown = await peer.command('download').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CommandError);
    expect((error as CommandError).data).toEqual({ code: 'unknown-game', message: 'No.', hint: 'Look.' });
  });

  it('reject when nobody answers, showing the last events and the error output', async () => {
    const peer = start(`process.stderr.write('oh dear\\n', () => tell({ kind: 'peer-count', count: 7 }));`);
    const seen = peer.waitForEvent(ofKind('peer-count'), { since: 0 });
    const failing = peer.command('status', {}, 1500);
    await seen;
    await expect(failing).rejects.toThrow(/no answer to \{"cmd":"status"\}[^]*"count":7[^]*oh dear/);
  });

  it('reject when the peer dies', async () => {
    const peer = start('process.exit(3);');
    await expect(peer.command('status')).rejects.toThrow('ended with exit code 3 while "status" was waiting');
    await expect(peer.command('status')).rejects.toThrow('ended with exit code 3 before "status"');
  });

  it('without an id in the answer are kept apart', async () => {
    const peer = start(`say({ type: 'error', id: null, code: 'invalid-command', message: 'What?' }); tell({ kind: 'peer-count', count: 1 });`); // prettier-ignore
    const seen = peer.waitForEvent(ofKind('peer-count'), { since: 0 });
    peer.sendLine('{}');
    await seen;
    expect(peer.unaddressedErrors.map(({ code }) => code)).toEqual(['invalid-command']);
  });
});

describe('events', () => {
  const tellsThree = `for (const count of [1, 2, 3]) tell({ kind: 'peer-count', count }); say({ type: 'result', id: command.id, data: null });`;

  it('that have passed are seen from a mark on, and not without', async () => {
    const peer = start(tellsThree);
    const mark = peer.mark();
    await peer.command('go');
    expect(
      await peer.waitForEvent(
        ofKind('peer-count', (event) => event.count > 1),
        { since: mark },
      ),
    ).toEqual(count(2));
    await expect(peer.waitForEvent(ofKind('peer-count'), { timeoutMs: 50 })).rejects.toThrow(
      'did not come within 50 ms',
    );
    await expect(peer.waitForEvent(ofKind('peer-count'), { since: peer.mark(), timeoutMs: 50 })).rejects.toThrow(
      'did not come',
    );
  });

  it('to come are awaited', async () => {
    const peer = start(tellsThree);
    const awaited = peer.waitForEvent((event) => event.kind === 'peer-count' && event.count === 3);
    await peer.command('go');
    expect(await awaited).toEqual(count(3));
  });

  it('are awaited in vain when the peer dies', async () => {
    const peer = start('', 'setTimeout(() => process.exit(1), 50)');
    await expect(peer.waitForEvent(() => true)).rejects.toThrow('ended with exit code 1 while an event was awaited');
  });
});

describe('the end', () => {
  const readyThen = (code: string) => start('', `${code}; tell({ kind: 'peer-count', count: 0 });`);
  const ready = async (peer: PeerProcess) => peer.waitForEvent(ofKind('peer-count'), { since: 0 });

  it('in good order', async () => {
    const peer = readyThen('');
    await ready(peer);
    await expect(peer.stop()).resolves.toBeUndefined();
  });

  it('with another exit code is a failure', async () => {
    const peer = readyThen(`process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => process.exit(4))`);
    await ready(peer);
    await expect(peer.stop()).rejects.toThrow('ended with exit code 4');
  });

  it('after a line that is no record is a failure', async () => {
    const peer = readyThen(`console.log('debug output')`);
    await ready(peer);
    await expect(peer.stop()).rejects.toThrow('wrote a line that is no record: debug output');
  });

  it('by being cut off', async () => {
    const peer = readyThen('');
    await ready(peer);
    await peer.kill();
    await expect(peer.command('status')).rejects.toThrow('died of SIGKILL');
  });

  it('of a program that does not exist', async () => {
    const peer = startPeerProcess({
      name: 'none',
      gamesDir: '',
      stateDir: '',
      catalog: '',
      program: ['/no/such/program'],
    });
    await expect(peer.command('status')).rejects.toThrow('cannot be started');
  });
});
