import { describe, expect, test } from 'vitest';
import { recoveryAction, type IntentKind, type RecoveryStep, type ReservedEntry } from './recovery-action.ts';

/** Steps in short; `-` is none. */
const steps: Record<string, RecoveryStep> = {
  R: 'restore-backup',
  B: 'delete-backup',
  V: 'save-player-files',
  b: 'report-backup',
  H: 'hand-backup-to-player',
  A: 'adopt-listing',
  P: 'drop-pending-listing',
  S: 'delete-staging',
  s: 'report-staging',
  M: 'drop-local-marker',
  F: 'forget-install',
  E: 'remove-empty-root',
  C: 'clear-intent',
};
const spell = (short: string) =>
  short
    .split('')
    .filter((letter) => letter !== '-')
    .map((letter) => steps[letter]);

/** 0 = missing, u = unmarked, m = marked, x = foreign. */
const entries: Record<string, ReservedEntry> = {
  0: 'missing',
  1: 'unmarked',
  u: 'unmarked',
  m: 'marked',
  x: 'foreign',
};
const facts = (names: string, pendingListing = false) => {
  const [local, staging, backup] = names.split('').map((name) => entries[name] as ReservedEntry);
  return { local: local!, staging: staging!, backup: backup!, pendingListing };
};

/** Four intents, one of them in two kinds, × local, staging, backup there or not × with marker or without: every combination. */
const table: Record<IntentKind, Record<string, string>> = {
  // local staging backup → steps
  None: {
    '000': '-',
    '00u': 'b',
    '00m': 'RM',
    '0u0': 's',
    '0uu': 'bs',
    '0um': 'RsM',
    '0m0': 'S',
    '0mu': 'bS',
    '0mm': 'RSM',
    '100': '-',
    '10u': 'b',
    '10m': 'B',
    '1u0': 's',
    '1uu': 'bs',
    '1um': 'Bs',
    '1m0': 'S',
    '1mu': 'bS',
    '1mm': 'BS',
  },
  Installing: {
    '000': 'C',
    '00u': 'bC',
    '00m': 'RMC',
    '0u0': 'SC',
    '0uu': 'bSC',
    '0um': 'RSMC',
    '0m0': 'SC',
    '0mu': 'bSC',
    '0mm': 'RSMC',
    '100': 'C',
    '10u': 'bC',
    '10m': 'HC',
    '1u0': 'SC',
    '1uu': 'bSC',
    '1um': 'HSC',
    '1m0': 'SC',
    '1mu': 'bSC',
    '1mm': 'HSC',
  },
  Updating: {
    '000': 'C',
    '00u': 'RMC',
    '00m': 'RMC',
    '0u0': 'SC',
    '0uu': 'RSMC',
    '0um': 'RSMC',
    '0m0': 'SC',
    '0mu': 'RSMC',
    '0mm': 'RSMC',
    '100': 'C',
    '10u': 'BC',
    '10m': 'BC',
    '1u0': 'SC',
    '1uu': 'bSC',
    '1um': 'HSC',
    '1m0': 'SC',
    '1mu': 'bSC',
    '1mm': 'HSC',
  },
  Uninstalling: {
    '000': 'FEC',
    '00u': 'BFEC',
    '00m': 'BFEC',
    '0u0': 'sFEC',
    '0uu': 'BsFEC',
    '0um': 'BsFEC',
    '0m0': 'SFEC',
    '0mu': 'BSFEC',
    '0mm': 'BSFEC',
    '100': 'C',
    '10u': 'bC',
    '10m': 'BC',
    '1u0': 'sC',
    '1uu': 'bsC',
    '1um': 'BsC',
    '1m0': 'SC',
    '1mu': 'bSC',
    '1mm': 'BSC',
  },
  UninstallingKeepingFiles: {
    '000': 'FEC',
    '00u': 'VBFEC',
    '00m': 'VBFEC',
    '0u0': 'sFEC',
    '0uu': 'VBsFEC',
    '0um': 'VBsFEC',
    '0m0': 'SFEC',
    '0mu': 'VBSFEC',
    '0mm': 'VBSFEC',
    '100': 'C',
    '10u': 'bC',
    '10m': 'VBC',
    '1u0': 'sC',
    '1uu': 'bsC',
    '1um': 'VBsC',
    '1m0': 'SC',
    '1mu': 'bSC',
    '1mm': 'VBSC',
  },
};
const intents = Object.keys(table) as IntentKind[];
const rows = intents.flatMap((intent) =>
  Object.entries(table[intent]).map(([names, short]) => ({ intent, names, short })),
);

test('the table has every combination', () => {
  expect(new Set(rows.map(({ intent, names }) => intent + names)).size).toBe(5 * 2 * 3 * 3);
});

test.each(rows)('$intent, local staging backup $names → $short', ({ intent, names, short }) => {
  expect(recoveryAction(intent, facts(names))).toEqual(spell(short));
});

describe('with every row', () => {
  test.each(rows)('a marker in local goes, and nothing else changes: $intent $names', ({ intent, names }) => {
    const marked = recoveryAction(intent, facts(names.replace(/^1/, 'm')));
    if (names.startsWith('1')) expect(marked).toContain('drop-local-marker');
    const without = (list: RecoveryStep[]) => list.filter((step) => step !== 'drop-local-marker');
    expect(without(marked)).toEqual(without(recoveryAction(intent, facts(names))));
  });

  test.each(rows)('a pending listing counts only for a promoted install: $intent $names', ({ intent, names }) => {
    const promoted = names.startsWith('10');
    const actual = recoveryAction(intent, facts(names, true));
    expect(actual).toContain(promoted ? 'adopt-listing' : 'drop-pending-listing');
    expect(actual).not.toContain(promoted ? 'drop-pending-listing' : 'adopt-listing');
    // While staging is there the listing goes first, or a crash in between would look like a promotion.
    if (actual.includes('delete-staging')) {
      expect(actual.indexOf('drop-pending-listing')).toBeLessThan(actual.indexOf('delete-staging'));
    }
  });

  test.each(rows)(
    'what is installed is known before an old one can fail to go: $intent $names',
    ({ intent, names }) => {
      const actual = recoveryAction(intent, facts(names, true));
      if (!actual.includes('adopt-listing') || !actual.includes('delete-backup')) return;
      // Until the player's files are saved, the listing of the old install tells which they are.
      const isLater = actual.indexOf('adopt-listing') > actual.indexOf('delete-backup');
      expect(isLater).toBe(intent.startsWith('Uninstalling'));
    },
  );

  test.each(rows)(
    'only a keeping uninstall saves, and always before it deletes: $intent $names',
    ({ intent, names }) => {
      const actual = recoveryAction(intent, facts(names));
      const saves = intent === 'UninstallingKeepingFiles' && actual.includes('delete-backup');
      expect(actual.indexOf('save-player-files')).toBe(saves ? actual.indexOf('delete-backup') - 1 : -1);
    },
  );

  test.each(rows)('nothing is deleted without proof: $intent $names', ({ intent, names }) => {
    const actual = recoveryAction(intent, facts(names));
    const [, staging, backup] = names.split('');
    if (actual.includes('delete-staging'))
      expect(staging === 'm' || ['Installing', 'Updating'].includes(intent)).toBe(true);
    if (actual.includes('delete-backup'))
      expect(backup === 'm' || ['Updating', 'Uninstalling', 'UninstallingKeepingFiles'].includes(intent)).toBe(true);
  });
});

test.each<[IntentKind, string, string]>([
  ['Updating', '0x0', 'sC'],
  ['Updating', '00x', 'bC'],
  ['Updating', '10x', 'bC'],
  ['Updating', '1xm', 'HsC'],
  ['Uninstalling', '00x', 'bFEC'],
  ['None', '0xx', 'bs'],
  // local is no directory: nothing is restored over it, nothing deleted because of it
  ['None', 'x0m', 'b'],
  ['Updating', 'x0m', 'bC'],
  ['Updating', 'xmm', 'bSC'],
  ['Uninstalling', 'x0m', 'bC'],
])('files and links at reserved names are never ours: %s %s → %s', (intent, names, short) => {
  expect(recoveryAction(intent, facts(names))).toEqual(spell(short));
});

describe('a game root that an install has made', () => {
  const madeRoot = true;
  test('goes with it, before its note does', () => {
    expect(recoveryAction('Installing', { ...facts('000'), madeRoot })).toEqual(['remove-empty-root', 'clear-intent']);
    expect(recoveryAction('Installing', { ...facts('0m0'), madeRoot })).toEqual([
      'delete-staging',
      'remove-empty-root',
      'clear-intent',
    ]);
  });

  test('stays with what was installed, and where another operation was under way', () => {
    expect(recoveryAction('Installing', { ...facts('100'), madeRoot })).toEqual(['clear-intent']);
    expect(recoveryAction('Updating', { ...facts('000'), madeRoot })).not.toContain('remove-empty-root');
    expect(recoveryAction('None', { ...facts('000'), madeRoot })).toEqual([]);
  });
});
