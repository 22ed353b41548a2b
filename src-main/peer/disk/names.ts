// Every name on disk that means something to lanspread, once.

/** In a game root. */
export const sentinelName = 'version.ini';
export const sentinelTempName = '.version.ini.tmp';
export const sentinelParkedName = '.version.ini.discarded';
export const payloadDirName = '.download';
export const installDirName = 'local';
export const stagingDirName = '.local.installing';
export const backupDirName = '.local.backup';
export const archiveSuffix = '.eti';

/** In the games folder, followed by a game id: a directory of ours that holds a root which is being removed. */
export const removingDirPrefix = '.lanspread-removing-';
/** In the games folder, with a folder per game id: what players kept when they uninstalled. Theirs, and no game root. */
export const keptDirName = '.lanspread-kept';

/** In every directory that we create and may delete. */
export const ownedMarkerName = '.lanspread_owned';

/** Of former versions, in a game root and, the folder with the index, in the games folder: only the migration reads them. */
export const legacyIntentName = '.lanspread.json';
export const legacyLibraryDirName = '.lanspread';
export const legacyIndexName = 'library_index.json';
/** Also within `local/`: the game was set up once. */
export const legacySetupDoneName = '.softlan_first_start_done';
/** Other programs' names in a game root: ignored, kept. */
export const foreignNames: readonly string[] = ['.softlan_game_installed', '.sync'];

/** Direct children of a game root that are never served, hashed or put in a manifest. */
export const reservedRootNames: readonly string[] = [
  sentinelTempName,
  sentinelParkedName,
  payloadDirName,
  installDirName,
  stagingDirName,
  backupDirName,
  ownedMarkerName,
  legacyIntentName,
  legacyLibraryDirName,
  legacySetupDoneName,
  ...foreignNames,
];

/** Files that desktops scatter into every folder, in lower case: never part of a game. */
export const litterNames: readonly string[] = ['thumbs.db', 'desktop.ini', '.ds_store', '.directory'];

/** Ends the name of a file within `local/` that is about to replace the one before this suffix. */
export const stampTempSuffix = '.lanspread-new';

/** The state directory of a portable program, beside it. */
export const portableStateDirName = 'lanspread-state';
/** Beside the program: keeps all state there. */
export const portableMarkName = 'portable';

/** In the state directory. */
export const identityDirName = 'peer';
export const libraryIndexName = 'library-index.json';
export const downloadQueueName = 'download-queue.json';
export const blockedPeersName = 'blocked-peers.json';
export const settingsName = 'settings.json';
/** A private room that was made here, unless its maker chose another folder. */
export const madeRoomDirName = 'room';
/** The key of the interface in a browser. */
export const webTokenName = 'web-token';
/** Of the desktop program: its window's place. */
export const desktopStateName = 'desktop.json';
export const unpackLogName = 'unpack-log.json';
export const playTimesName = 'play-times.json';
/** What was started from here and may still run. */
export const runningGamesName = 'running-games.json';
export const gamesStateDirName = 'games';
export const intentName = 'install_intent.json';
export const downloadStateName = 'download.json';
/** The hashes that a running download is checked against. */
export const downloadManifestName = 'download_manifest.json';
export const manifestName = 'manifest.json';
/** What the files looked like when they were hashed, and what they are together. */
export const hashedFilesName = 'hashed_files.cache';
/** The hashes themselves: large, and read only when somebody asks for them. */
export const pieceHashesName = 'piece_hashes.cache';
/** What the archives unpack to, and what they looked like then. */
export const unpackedSizeName = 'unpacked_size.cache';
/** The files that the last install wrote, so that player files can be told from game files. */
export const installListingName = 'install_listing.json';
/** The same of an install that is not promoted yet. */
export const pendingListingName = 'install_listing.next.json';
/** The version that the last install was made from. */
export const installedVersionName = 'installed_version.json';
export const launchSettingsAppliedName = 'launch_settings_applied';
export const setupDoneName = 'setup_done';
export const playLogName = 'play.log';
export const serverLogName = 'server.log';
/** The application's own log. */
export const logsDirName = 'logs';
export const logName = 'lanspread.log';
