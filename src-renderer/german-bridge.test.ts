// What a German window hears of the peer's failures.
import { describe, expect, it } from 'vitest';
import { PeerError } from '../src-shared/peer-error.ts';
import type { PeerEvent } from '../src-shared/peer-event.ts';
import { speakGerman } from './german-bridge.ts';
import { createStandIn } from './testing/stand-in-bridge.ts';
import { queueSnapshot } from './testing/stand-in-snapshots.ts';
import { germanBanReason, germanError } from './texts/german-errors.ts';

const titleOf = (gameId: string) => (gameId === 'openra' ? 'OpenRA' : null);

describe('germanError', () => {
  it.each([
    ['archive-corrupt', 'a.eti is damaged.', 'OpenRA', 'Ein Archiv von OpenRA ist beschädigt.'],
    ['disk-full', '112 MB of free space are needed to update, but only 80.5 MB are free.', null, 'Es werden 112 MB freier Platz gebraucht, frei sind aber nur 80,5 MB.'],
    ['disk-full', 'Could not write: the disk is full.', null, 'Auf dem Laufwerk ist zu wenig Platz.'],
    ['game-dir-unusable', 'The games folder is gone (/games).', null, 'Der Spieleordner ist weg (/games).'],
    ['game-dir-unusable', '/games: This folder does not exist.', null, '/games: Diesen Ordner gibt es nicht.'],
    ['bad-settings', 'This player name cannot be used.', null, 'Dieser Spielername geht nicht.'],
    ['internal', 'Something rare.', 'OpenRA', 'Something rare.'],
  ] as const)('%s: %s', (code, message, title, german) => {
    expect(germanError({ code, message }, title)).toMatchObject({ code, message: german });
  }); // prettier-ignore
});

it('keeps the facts of a ban', () => {
  expect(germanBanReason('alice sent wrong bytes of a/b (1).eti (piece 3).')).toBe(
    'alice hat falsche Bytes von a/b (1).eti geschickt (Stück 3).',
  );
  expect(germanBanReason('For another reason.')).toBe('For another reason.');
});

describe('speakGerman', () => {
  it('words failed calls, with the game they were about', async () => {
    const standIn = createStandIn();
    standIn.refuse('install-game', new PeerError('archive-corrupt', 'It is damaged.'));
    const failed = speakGerman(standIn, titleOf).call('send-command', { kind: 'install-game', gameId: 'openra' });
    await expect(failed).rejects.toMatchObject({ message: 'Ein Archiv von OpenRA ist beschädigt.' });
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
    expect(heard[0]).toMatchObject({ error: { message: 'Ein Archiv von OpenRA ist beschädigt.' } });
    expect(heard[1]).toEqual({ kind: 'peer-count', count: 2 });
    expect(heard[2]).toMatchObject({ waitingFor: 'Wartet, bis das Spiel beendet ist' });
  });
});
