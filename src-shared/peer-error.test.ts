// Failures as data, over every border and back.
import { expect, it } from 'vitest';
import { fromErrorData, PeerError, toErrorData } from './peer-error.ts';

const system = new Error("EACCES: permission denied, open '/games/x/x.eti'");
const failure = new PeerError('permission-denied', 'Could not open x.', 'Check the folder.', { cause: system });

it('takes along what was reported underneath, and brings it back', () => {
  const data = toErrorData(failure);
  expect(data).toEqual({
    code: 'permission-denied',
    message: 'Could not open x.',
    hint: 'Check the folder.',
    cause: system.message,
  });
  expect(toErrorData(fromErrorData(data))).toEqual(data);
});

it('names every cause once, the outermost first, and none that the sentence holds already', () => {
  const outer = new PeerError('internal', 'Outer', undefined, { cause: failure });
  expect(toErrorData(outer).cause).toBe(`Could not open x. ← ${system.message}`);
  const said = new Error('Could not unpack: it broke', { cause: new Error('it broke') });
  expect(toErrorData(said)).toEqual({ code: 'internal', message: 'Could not unpack: it broke' });
});

it('survives causes that hang on each other', () => {
  const one = new Error('one');
  one.cause = new Error('two', { cause: one });
  expect(toErrorData(one).cause).toBe('two');
});

it('leaves out what nobody told', () => {
  expect(toErrorData(new PeerError('no-sources', 'Nobody has it.'))).toEqual({
    code: 'no-sources',
    message: 'Nobody has it.',
  });
  expect(toErrorData('odd')).toEqual({ code: 'internal', message: 'odd' });
});
