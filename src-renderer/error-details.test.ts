// What "Copy details" copies.
import { expect, it } from 'vitest';
import { errorDetails, hasDetails } from './error-details.ts';

it('holds what happened, what to do, the code and the cause', () => {
  const error = {
    code: 'permission-denied',
    message: 'Could not install Xonotic: the system does not allow it.',
    hint: 'Check the folder.',
    cause: "EACCES: permission denied, open '/games/x'",
    output: 'one\ntwo',
  } as const;
  expect(errorDetails(error, 'Xonotic', '0.1.0').split('\n')).toEqual([
    'Lanspread 0.1.0',
    'Xonotic',
    'What happened: Could not install Xonotic: the system does not allow it.',
    'What to do: Check the folder.',
    'Code: permission-denied',
    "Cause: EACCES: permission denied, open '/games/x'",
    'Output:',
    'one',
    'two',
  ]);
});

it('leaves out what nobody told', () => {
  expect(errorDetails({ code: 'internal', message: 'Odd.' }, null, null)).toBe(
    'Lanspread\nWhat happened: Odd.\nCode: internal',
  );
});

it('is for failures, not for what was typed wrong', () => {
  expect(hasDetails({ code: 'disk-full' })).toBe(true);
  expect(hasDetails({ code: 'bad-settings' })).toBe(false);
});
