// What a window of either language hears of the peer's failures.
import { describe, expect, it } from 'vitest';
import type { AppBridge } from '../src-shared/app-bridge.ts';
import { PeerError } from '../src-shared/peer-error.ts';
import type { PeerEvent } from '../src-shared/peer-event.ts';
import type { UnpackRun } from '../src-shared/unpack-run.ts';
import { waitsForBusy } from '../src-shared/wait-sentences.ts';
import { speakEnglish, speakGerman } from './worded-bridge.ts';
import { createStandIn } from './testing/stand-in-bridge.ts';
import { queueSnapshot, standInSnapshot } from './testing/stand-in-snapshots.ts';

const titleOf = (gameId: string) => (gameId === 'openra' ? 'OpenRA' : null);

describe('speakGerman', () => {
  it('words failed calls, with the game they were about', async () => {
    const standIn = createStandIn();
    standIn.refuse('install-game', new PeerError('archive-corrupt', 'It is damaged.'));
    const failed = speakGerman(standIn, titleOf).call('send-command', { kind: 'install-game', gameId: 'openra' });
    await expect(failed).rejects.toMatchObject({ message: 'Ein Archiv von OpenRA ist beschädigt. (It is damaged.)' });
  });

  it('words snapshots and events, and leaves the rest alone', async () => {
    const standIn = createStandIn({ snapshot: queueSnapshot() });
    const bridge = speakGerman(standIn, titleOf);
    const snapshot = await bridge.call('get-snapshot', undefined);
    const messages = snapshot.queue.map(({ error }) => error?.message).filter(Boolean);
    expect(messages).toEqual([
      'Auf dem Laufwerk ist zu wenig Platz.',
      'Die PCs im Raum haben verschiedene Dateien von Speed Dreams.',
    ]);
    const heard: PeerEvent[] = [];
    bridge.subscribe('peer-event', (event) => heard.push(event));
    const error = { code: 'archive-corrupt', message: 'It is damaged.' } as const;
    standIn.tell('peer-event', { kind: 'install-failed', gameId: 'openra', error });
    standIn.tell('peer-event', { kind: 'peer-count', count: 2 });
    const waitingFor = 'Waits until the game is closed.';
    standIn.tell('peer-event', {
      kind: 'install-progress',
      gameId: 'openra',
      writtenBytes: 0,
      totalBytes: 0,
      waitingFor,
    });
    expect(heard[0]).toMatchObject({ error: { message: 'Ein Archiv von OpenRA ist beschädigt. (It is damaged.)' } });
    expect(heard[1]).toEqual({ kind: 'peer-count', count: 2 });
    expect(heard[2]).toMatchObject({ waitingFor: 'Wartet, bis das Spiel beendet ist.' });
  });

  it('words what recovery and deletions have left', async () => {
    const error = {
      code: 'file-locked',
      message: 'Could not recover openra: another program uses the file (/g).',
    } as const;
    const failures = [{ gameId: 'openra', error }];
    const standIn = createStandIn({ snapshot: standInSnapshot({ recoveryFailures: failures }) });
    const bridge = speakGerman(standIn, titleOf);
    const { recoveryFailures } = await bridge.call('get-snapshot', undefined);
    expect(recoveryFailures[0]?.error.message).toContain('OpenRA wiederherstellen');
    const heard: PeerEvent[] = [];
    bridge.subscribe('peer-event', (event) => heard.push(event));
    const warning = { ...error, hint: 'The rest is deleted at the next start.' };
    standIn.tell('peer-event', { kind: 'remove-finished', gameId: 'openra', warning });
    standIn.tell('peer-event', { kind: 'recovery-failed', gameId: 'openra', error });
    expect(heard).toMatchObject([
      { warning: { hint: 'Der Rest wird beim nächsten Start gelöscht.' } },
      { error: { message: expect.stringContaining('OpenRA wiederherstellen') as string } },
    ]);
  });

  it('words what the network check found', async () => {
    const findings = [
      { code: 'folder-full', level: 'warn', about: { path: '/g 1.5', gigabytes: '80.5' } },
      { code: 'folder-unusable', level: 'bad', about: { path: '/g', problem: 'This folder can only be read.' } },
    ];
    const standIn = createStandIn();
    const call = (async () => ({ findings })) as unknown as AppBridge['call'];
    const report = await speakGerman({ ...standIn, call }, titleOf).call('run-doctor', undefined);
    expect(report.findings.map((finding) => finding.about)).toEqual([
      { path: '/g 1.5', gigabytes: '80,5' },
      { path: '/g', problem: 'Dieser Ordner lässt sich nur lesen.' },
    ]);
  });

  it('words why a run of the archive engine failed, with its sizes as Germans write them', async () => {
    const message = 'Unpacking needs 1.5 GiB, and 900 bytes are free on this disk.';
    const run = { startedMs: 0, archive: '/a.eti', kind: 'unpack', files: null, bytes: 0, durationMs: 0 } as const;
    const runs: UnpackRun[] = [
      { ...run, outcome: { kind: 'failed', code: 'disk-full', message } },
      { ...run, outcome: { kind: 'ok' } },
    ];
    const standIn = createStandIn();
    const call = (async () => runs) as unknown as AppBridge['call'];
    expect(await speakGerman({ ...standIn, call }, titleOf).call('unpack-log', undefined)).toMatchObject([
      { outcome: { message: expect.stringContaining('1,5 GiB') as string } },
      { outcome: { kind: 'ok' } },
    ]);
  });
});

it.each([speakEnglish, speakGerman])('leaves the output of a script as it is', async (speak) => {
  const standIn = createStandIn();
  const bridge = speak(standIn, titleOf);
  const output = 'error while loading shared libraries';
  await expect(bridge.call('play-game', { gameId: 'openttd' })).rejects.toMatchObject({ code: 'cannot-play', output });
  const heard: unknown[] = [];
  bridge.subscribe('running-changed', ({ ended }) => heard.push(ended?.error?.output));
  const error = { code: 'cannot-play', message: 'It failed.', output } as const;
  standIn.tell('running-changed', { running: [], ended: { gameId: 'openra', kind: 'game', code: 5, error } });
  expect(heard).toEqual([output]);
});

describe('speakEnglish', () => {
  const error = {
    code: 'disk-full',
    message: 'Could not download openra: the disk is full (/games/openra/a.eti).',
  } as const;
  const titled = 'Could not download OpenRA: the disk is full (/games/openra/a.eti).';

  it('names the game by its title in failed calls, in events and in the queue', async () => {
    const standIn = createStandIn();
    const bridge = speakEnglish(standIn, titleOf);
    standIn.refuse('install-game', new PeerError(error.code, error.message, 'Free some space, then try again.'));
    const failed = bridge.call('send-command', { kind: 'install-game', gameId: 'openra' });
    await expect(failed).rejects.toMatchObject({ message: titled, hint: 'Free some space, then try again.' });
    const heard: PeerEvent[] = [];
    bridge.subscribe('peer-event', (event) => heard.push(event));
    standIn.tell('peer-event', { kind: 'install-failed', gameId: 'openra', error });
    const queue = [{ gameId: 'openra', install: true, state: 'failed' as const, error }];
    standIn.tell('peer-event', { kind: 'download-queue-changed', queue });
    expect(heard).toMatchObject([{ error: { message: titled } }, { queue: [{ error: { message: titled } }] }]);
  });

  it.each([
    ['English', speakEnglish, 'Waiting for a PC that has OpenRA and is busy with it just now.'],
    ['German', speakGerman, 'Wartet auf einen PC, der OpenRA hat und gerade damit beschäftigt ist.'],
  ] as const)('names the game by its title in what is waited for: %s', (_language, speak, expected) => {
    const standIn = createStandIn();
    const heard: PeerEvent[] = [];
    speak(standIn, titleOf).subscribe('peer-event', (event) => heard.push(event));
    const wait = { writtenBytes: 0, totalBytes: 0, waitingFor: waitsForBusy('openra') };
    standIn.tell('peer-event', { kind: 'install-progress', gameId: 'openra', ...wait });
    standIn.tell('peer-event', { kind: 'install-progress', gameId: 'nobody', ...wait });
    expect(heard).toMatchObject([{ waitingFor: expected }, { waitingFor: expected.replace('OpenRA', 'openra') }]);
  });

  it('leaves all else as the peer says it', async () => {
    const standIn = createStandIn({ snapshot: queueSnapshot() });
    expect(await speakEnglish(standIn, titleOf).call('get-snapshot', undefined)).toEqual(
      await standIn.call('get-snapshot', undefined),
    );
  });
});
