import { describe, expect, it } from 'vitest';
import { maxStrikes, nextSender, strike, type Sender } from './stream-turns.ts';

const sender = (peerId: string, strikes = 0, state: Sender['state'] = 'ready'): Sender => ({ peerId, strikes, state });

describe('whose turn it is', () => {
  it.each<[string, Sender[], string | null, boolean]>([
    ['the first of the vote', [sender('a'), sender('b')], 'a', false],
    ['the one that has failed least', [sender('a', 1), sender('b')], 'b', false],
    ['the first again when all have failed alike', [sender('a', 1), sender('b', 1)], 'a', false],
    ['nobody that is out', [sender('a', 0, 'out'), sender('b', 2)], 'b', false],
    ['one with another plan only when nobody else is left', [sender('a', 0, 'other-plan'), sender('b', 2)], 'b', false],
    ['then from the begin', [sender('a', 0, 'other-plan'), sender('b', 3, 'out')], 'a', true],
    ['nobody', [sender('a', 3, 'out')], null, false],
  ])('is that of %s', (_, senders, peerId, startsOver) => {
    expect(nextSender(senders)).toEqual(peerId === null ? null : { peerId, startsOver });
  });

  it('ends after some failures in a row, and begins to count anew with every file', () => {
    let lost = sender('a');
    for (let time = 1; time < maxStrikes; time++) {
      lost = strike(lost, false);
      expect(lost.state).toBe('ready');
    }
    expect(strike(lost, true)).toEqual(sender('a', 1));
    expect(strike(lost, false).state).toBe('out');
  });
});
