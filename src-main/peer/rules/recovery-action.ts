// What to do with a game root after an install, update or uninstall that ended anywhere, even in a power cut.

export type IntentKind = 'None' | 'Installing' | 'Updating' | 'Uninstalling' | 'UninstallingKeepingFiles';

/**
 * One reserved name in a game root. `marked` and `unmarked` are directories with and without our marker; `foreign` is
 * a file, a link or anything else, which we never make there.
 */
export type ReservedEntry = 'missing' | 'marked' | 'unmarked' | 'foreign';

export interface InstallFacts {
  local: ReservedEntry;
  staging: ReservedEntry;
  backup: ReservedEntry;
  /** Whether the listing of an install that was not yet known to be promoted is there. */
  pendingListing: boolean;
  /** The install that is undone has made the game root. */
  madeRoot?: boolean;
}

/** In the order in which they must be carried out; each is harmless when done again. */
export type RecoveryStep =
  /** Backup becomes `local` again. */
  | 'restore-backup'
  /** The player asked for it: what is theirs in the backup is moved out of it. */
  | 'save-player-files'
  | 'delete-backup'
  /** The backup is ours but may hold the only copy of something: its marker goes, so that it is the player's. */
  | 'hand-backup-to-player'
  /** Something stands at a reserved name that is not proved ours: it is left untouched and reported. */
  | 'report-backup'
  | 'report-staging'
  /** The install in `local` is the new one: its listing counts, and it was not started yet. */
  | 'adopt-listing'
  | 'drop-pending-listing'
  | 'delete-staging'
  /** A marker in `local` is a leftover of the swap. */
  | 'drop-local-marker'
  /** Nothing is installed any more, so what is known about the install goes. */
  | 'forget-install'
  /** The game root is ours, or held the install alone; whatever somebody has put into it meanwhile keeps it. */
  | 'remove-empty-root'
  | 'clear-intent';

/**
 * Follows the recovery table of the install design. Where that table is silent:
 * - Updating with nothing left, or only a staging: not installed.
 * - Updating with `local`, staging and backup: something else made a new `local` during the swap. The backup is then
 *   the only copy of the old install and is handed to the player; staging holds copies only and goes.
 * - Installing begins only where no backup is, so one found with `local` is none of that install: handed to the player
 *   when marked, reported when not; without `local` a marked one is restored, as without an intent.
 * - Uninstalling with `local` and backup: `local` is new. The player asked for the backup's deletion, but only the marker
 *   can still prove that it is the one that was meant.
 * - Uninstalling says nothing about a staging: as without an intent.
 * - Uninstalling and keeping the player's files: as Uninstalling, but they leave the backup before it goes.
 * - `local` is no directory: nothing is restored over it and no backup is deleted because of it.
 */
export function recoveryAction(intent: IntentKind, facts: InstallFacts): RecoveryStep[] {
  const backup = backupStep(intent, facts);
  const steps: RecoveryStep[] = backup === null ? [] : [backup];
  if (backup === 'delete-backup' && intent === 'UninstallingKeepingFiles') steps.unshift('save-player-files');
  const restored = backup === 'restore-backup';
  if (facts.pendingListing) {
    const installed = facts.local === 'marked' || facts.local === 'unmarked';
    const promoted = installed && facts.staging === 'missing' && !restored;
    if (!promoted) steps.push('drop-pending-listing');
    // Of an uninstall, the listing in force tells what of the backup is the player's.
    else if (isUninstalling(intent)) steps.push('adopt-listing');
    // A backup that cannot be deleted yet changes nothing about what is installed.
    else steps.unshift('adopt-listing');
  }
  const staging = stagingStep(intent, facts);
  if (staging !== null) steps.push(staging);
  if (facts.local === 'marked' || restored) steps.push('drop-local-marker');
  // Without its download an uninstalled game leaves an empty folder, which is no game.
  if (isUninstalling(intent) && facts.local === 'missing') steps.push('forget-install', 'remove-empty-root');
  if (intent === 'Installing' && facts.madeRoot === true && facts.local === 'missing') steps.push('remove-empty-root');
  if (intent !== 'None') steps.push('clear-intent');
  return steps;
}

const isUninstalling = (intent: IntentKind) => intent === 'Uninstalling' || intent === 'UninstallingKeepingFiles';

function backupStep(intent: IntentKind, { local, staging, backup }: InstallFacts): RecoveryStep | null {
  if (backup === 'missing') return null;
  if (backup === 'foreign' || local === 'foreign') return 'report-backup';
  const installed = local !== 'missing';
  const marked = backup === 'marked';
  switch (intent) {
    case 'Updating':
      if (!installed) return 'restore-backup';
      if (staging === 'missing') return 'delete-backup';
      return marked ? 'hand-backup-to-player' : 'report-backup';
    case 'Uninstalling':
    case 'UninstallingKeepingFiles':
      return marked || !installed ? 'delete-backup' : 'report-backup';
    case 'Installing':
      if (!marked) return 'report-backup';
      return installed ? 'hand-backup-to-player' : 'restore-backup';
    case 'None':
      if (!marked) return 'report-backup';
      return installed ? 'delete-backup' : 'restore-backup';
  }
}

function stagingStep(intent: IntentKind, { staging }: InstallFacts): RecoveryStep | null {
  if (staging === 'missing') return null;
  const ours = staging === 'marked' || (staging === 'unmarked' && (intent === 'Installing' || intent === 'Updating'));
  return ours ? 'delete-staging' : 'report-staging';
}
