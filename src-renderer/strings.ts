// Every text of the interface, in English. One place, so that another language is one more module of this shape.
import type { OperationKind } from '../src-shared/operation.ts';
import type { DownloadPhase } from '../src-shared/peer-event.ts';

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
const ordinal = (count: number) => `${count}${endings[ordinals.select(count)] ?? 'th'}`;

const operations: Record<OperationKind, string> = {
  downloading: 'Downloading',
  installing: 'Installing',
  updating: 'Updating',
  uninstalling: 'Uninstalling',
  removing: 'Removing files',
  streaming: 'Installing from the room',
  verifying: 'Verifying',
};

const phases: Record<DownloadPhase, string> = {
  'finding-peers': 'Finding PCs',
  'checking-space': 'Checking free space',
  downloading: 'Downloading',
  waiting: 'Waiting',
  verifying: 'Checking what is here',
  finalising: 'Finishing',
};

export const strings = {
  appName: 'Lanspread',
  close: 'Close',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  retry: 'Try again',
  loading: 'Starting…',

  filters: { label: 'Show', all: 'All games', allShort: 'All', local: 'Local', installed: 'Installed' },
  search: { label: 'Search games', placeholder: 'Search games', clear: 'Clear search', key: '/' },
  sort: {
    label: 'Sort by',
    title: 'Name',
    'size-desc': 'Largest first',
    'size-asc': 'Smallest first',
    status: 'Status',
    peers: 'Most PCs',
  },

  room: {
    looking: 'Looking for PCs…',
    count: (count: number) => plural(count, 'PC', 'PCs'),
    badge: (count: number) => (count === 0 ? 'Room: looking for PCs' : `Room: ${plural(count, 'PC', 'PCs')} found`),
    title: 'In the room',
    others: (count: number) => plural(count, 'other PC', 'other PCs'),
    you: 'You',
    alone: 'No other PC yet. New ones appear here by themselves.',
    games: (count: number) => plural(count, 'game', 'games'),
    incompatible: 'Other Lanspread version',
    addTitle: 'Add a PC by its address',
    addLabel: 'Address',
    addPlaceholder: '192.168.1.20:40000',
    addButton: 'Connect',
    adding: 'Connecting…',
    added: (address: string) => `Connected to ${address}.`,
    addEmpty: 'Enter an address such as 192.168.1.20:40000.',
    ownAddress: 'Your address',
    copy: 'Copy',
    copied: 'Copied',
  },

  states: {
    installed: 'Installed',
    downloaded: 'Downloaded',
    update: 'Update',
    checking: 'Checking PCs',
    unavailable: 'Unavailable',
    failed: 'Failed',
    queued: (turn: number) => `Queued (${ordinal(turn)})`,
    paused: 'Paused',
    waiting: 'Waiting',
  },
  operations,
  phases,

  actions: {
    download: (size: string | null) => (size === null ? 'Download' : `Download (${size})`),
    update: (size: string | null) => (size === null ? 'Update' : `Update (${size})`),
    downloadShort: 'Download',
    updateShort: 'Update',
    downloadOnly: 'Download without installing',
    streamInstall: 'Low-disk install',
    install: 'Install',
    play: 'Play',
    cancelDownload: 'Cancel',
    pause: 'Pause',
    resume: 'Resume',
    retry: 'Try again',
    discard: 'Discard…',
    moveToFront: 'Move to front',
    replaceInPlace: 'Replace in place…',
    verify: 'Verify files',
    cancelVerify: 'Stop verifying',
    checking: 'Checking PCs…',
    starting: 'Starting…',
    unavailable: 'Unavailable',
    details: 'Details',
    openFolder: 'Show in file manager',
    uninstall: 'Uninstall…',
    removeDownload: 'Remove downloaded files…',
    more: (title: string) => `More for ${title}`,
    /** “Download Xonotic (1.2 GB)”: the verb, the game, then what follows. */
    named: (verb: string, title: string, size: string | null) =>
      size === null ? `${verb} ${title}` : `${verb} ${title} (${size})`,
  },

  reasons: {
    nobody: 'Nobody in the room has it',
    otherVersion: 'The room only has another version',
    sourcesBusy: 'Every PC that has it is busy with it',
    running: (operation: OperationKind) => `${operations[operation]} is under way`,
    checking: 'Asking the room who has it',
    starting: 'The game is being started',
  },

  card: {
    peers: (count: number) => `${plural(count, 'PC has', 'PCs have')} it`,
    startsAfter: (others: number) =>
      others === 0 ? 'Starts next' : `Starts after ${plural(others, 'other download', 'other downloads')}`,
    paused: 'Goes on where it stopped',
    hint: 'Enter: main action. Space: details.',
    gridLabel: 'Games',
    unknownSize: 'Size unknown',
  },

  progress: {
    label: (title: string) => `Progress of ${title}`,
    ofTotal: (done: string, total: string) => `${done} of ${total}`,
    sources: (count: number) => `from ${plural(count, 'PC', 'PCs')}`,
    left: (duration: string) => `${duration} left`,
    starting: 'Starting the transfer…',
    waiting: 'Waiting for a PC that has the rest',
    waitingForAny: 'Waiting for a PC that has it…',
    seconds: (count: number) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    hours: (hours: number, minutes: number) => (minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`),
  },

  downloads: {
    title: 'Downloads',
    badge: (count: number, failed: number) => {
      const what = count === 0 ? 'Downloads' : `Downloads: ${count}`;
      return failed === 0 ? what : `${what}, ${failed} failed`;
    },
    summary: (count: number, rate: string | null) => {
      const what = plural(count, 'download', 'downloads');
      return rate === null ? what : `${what} · ${rate}`;
    },
    list: 'Downloads in order',
    none: 'Nothing is being downloaded.',
    noneHint: 'Games that you download line up here.',
    pauseAll: 'Pause all',
    resumeAll: 'Resume all',
    moveUp: (title: string) => `Move ${title} up`,
    moveDown: (title: string) => `Move ${title} down`,
    open: (title: string) => `Details of ${title}`,
    partial: 'still downloading too',
    complete: 'has all of it',
    verified: 'Every piece is checked',
    verifiedHelp: 'Each piece is compared with its hash before it is written.',
    unverified: 'Only sizes are checked so far',
    unverifiedHelp: 'No PC in the room has finished hashing this game. Once one has, every piece is checked.',
    failed: 'The download failed.',
    hashing: (share: string) => `Preparing games for sharing, ${share}`,
    hashingHelp: 'So that others can check every byte that they get from here.',
  },

  lanes: {
    tls: 'fast lane',
    quic: 'QUIC',
    tlsHelp: 'Bytes travel over TCP with TLS, which is fastest.',
    quicHelp: 'Bytes travel over QUIC. The fast lane opens when the firewall lets it.',
  },

  bans: {
    everything: (reason: string) => `Not asked for anything any more. ${reason}`,
    games: (titles: string, reason: string) => `Not asked for ${titles} any more. ${reason}`,
    toastTitle: (name: string, game: string) => `${name} sent wrong data of ${game}`,
    toastText: 'It was thrown away and is fetched from other PCs.',
    forGame: (name: string, game: string) => `${name} is not asked for ${game} any more.`,
    forEverything: (name: string) => `${name} is not asked for anything any more; its disk may be damaged.`,
  },

  verify: {
    goodTitle: (title: string) => `${title} is complete and correct`,
    good: (size: string) => `All ${size} were compared, and every byte is right.`,
    repairedTitle: (title: string) => `${title} is repaired`,
    repaired: (pieces: number, size: string) =>
      `${plural(pieces, 'piece was', 'pieces were')} wrong and ${pieces === 1 ? 'has' : 'have'} been fetched again (${size}).`,
  },

  detail: {
    size: 'Download size',
    sizeHere: 'On this PC',
    players: 'Players',
    version: 'Version',
    localVersion: 'Version here',
    year: 'Year',
    genre: 'Genre',
    publisher: 'Publisher',
    status: 'Status',
    room: 'In the room',
    about: 'About',
    noDescription: 'The catalog has no description of this game.',
    sources: 'Sources',
    speed: 'Speed',
    eta: 'Time left',
    done: 'Done',
    fromTo: (from: number, to: number) => (from === to ? String(from) : `${from}–${to}`),
    upTo: (count: number) => `up to ${count}`,
    atLeast: (count: number) => `${count} or more`,
    notHere: 'Not on this PC',
    otherVersions: (count: number) => `${plural(count, 'PC has', 'PCs have')} another version`,
  },

  confirm: {
    uninstallTitle: (title: string) => `Uninstall ${title}?`,
    uninstallDeletes: 'Deletes the installed game, and with it saves and settings inside its folder.',
    uninstallKeeps: (size: string) =>
      `Keeps the downloaded files (${size}), so you can install again without downloading, and others can still get it from you.`,
    uninstallKeepsNothing: 'The downloaded files are not on this PC, so playing again means downloading again.',
    uninstallButton: 'Uninstall',
    removeTitle: (title: string) => `Remove the files of ${title}?`,
    removeDeletes: (size: string) => `Deletes the downloaded files and frees ${size}.`,
    removeCost: (size: string, peers: number) =>
      `Getting it back means downloading ${size} again; ${plural(peers, 'other PC has', 'other PCs have')} it now.`,
    removeLastCopy: 'No other PC in the room has it now: you may not get it back here.',
    removeButton: 'Remove files',
    cancelTitle: (title: string) => `Cancel the download of ${title}?`,
    cancelDeletes: (size: string | null) =>
      size === null ? 'Deletes what was fetched so far.' : `Deletes the ${size} that were fetched so far.`,
    cancelPauseInstead: 'Pause keeps it, and goes on later where it stopped.',
    cancelButton: 'Cancel download',
    discardTitle: (title: string) => `Discard the download of ${title}?`,
    discardRetryInstead: 'Trying again goes on where it stopped.',
    discardButton: 'Discard',
    keepsOldVersion: 'The version that is on this PC stays.',
    keepIt: 'Keep it',
    replaceTitle: (title: string) => `Replace ${title} in place?`,
    replaceDeletes: (version: string) =>
      `Deletes the downloaded files of the version from ${version} first, so that the new one fits.`,
    replaceNoWayBack: 'There is no way back to the old version, also when the download does not finish.',
    replaceKeepsInstalled: 'The installed game, with its saves, stays until the update is installed.',
    replaceButton: 'Delete and download',
  },

  settings: {
    title: 'Settings',
    open: 'Settings',
    profile: 'Profile',
    library: 'Library',
    transfers: 'Transfers',
    about: 'About',
    playerName: 'Player name',
    playerNameHelp: 'Others see it, and games get it.',
    gamesFolder: 'Games folder',
    gamesFolderHelp: 'Downloads and installed games live here.',
    notSet: 'Not set',
    free: (size: string) => `${size} free`,
    choose: 'Choose…',
    browse: 'Browse…',
    save: 'Save',
    saved: 'Saved',
    saving: 'Saving…',
    nameMissing: 'Enter a name of 1 to 32 characters.',
    folderMissing: 'Choose a folder for your games.',
    limits: {
      download: 'Download',
      upload: 'Upload',
      playingDownload: 'Download while playing',
      playingUpload: 'Upload while playing',
    },
    limitUnit: 'MB/s',
    noLimit: 'No limit',
    limitsHelp: 'An empty field means no limit. “While playing” holds as long as a game runs that was started here.',
    limitNotANumber: 'Enter a number such as 12.5, or leave it empty for no limit.',
    limitTooSmall: 'At least 0.017 MB/s, or empty for no limit.',
    concurrent: 'Downloads at once',
    version: 'Version',
    protocol: 'Protocol',
    peerId: 'Peer id',
  },

  folders: {
    title: 'Choose the games folder',
    up: 'Up',
    empty: 'No folders in here.',
    use: 'Use this folder',
    listLabel: 'Folders',
  },

  welcome: {
    title: 'Welcome to Lanspread',
    lead: 'Every PC in this room shares its games. Two things, and you are in.',
    name: 'Your name',
    folder: 'Your games folder',
    folderPlaceholder: 'Choose a folder',
    folderHelp: 'Games are downloaded and installed here. Pick a disk with room.',
    start: 'Open the library',
    nothingElse: 'No account, no server, no internet.',
  },

  empty: {
    aloneTitle: 'Looking for other PCs',
    aloneLead: 'As soon as another PC with Lanspread is on this network, its games appear here.',
    cable: 'Is the cable in, or the Wi-Fi on?',
    cableText: 'A light beside the network socket shows a link.',
    network: 'Is everybody on the same network?',
    networkText: 'A guest Wi-Fi often keeps PCs apart. Compare the first three numbers of your addresses.',
    firewall: 'Does the firewall let Lanspread through?',
    firewallText: 'Allow it for private networks, on this PC and on the others.',
    address: 'Still nothing? Add a PC by its address',
    noGamesTitle: 'No games yet',
    noGamesLead: (count: number) => `${plural(count, 'PC is', 'PCs are')} here, but none of them shares a game yet.`,
    noGamesHint: 'Put games into the games folder of any PC: they appear in the whole room.',
    noMatchTitle: (query: string) => `Nothing matches “${query}”`,
    noMatchLead: 'Check the spelling, or try a shorter word.',
    clearSearch: 'Clear the search',
    showAll: 'Show all games',
    noLocalTitle: 'Nothing on this PC yet',
    noLocalLead: 'Games that you download appear here.',
    noInstalledTitle: 'Nothing installed yet',
    noInstalledLead: 'Games that you install appear here, ready to play.',
    folderTitle: 'Your games folder cannot be used',
    openSettings: 'Open settings',
  },

  connection: {
    lost: 'Connection to Lanspread lost – reconnecting…',
    lostHint: {
      browser: 'If it stays like this, start Lanspread again and open its link.',
      electron: 'If it stays like this, close this window and start Lanspread again.',
    },
    connecting: 'Connecting to Lanspread…',
    slow: 'If this takes long, start Lanspread again. In a browser, open the link that it prints.',
  },

  errors: {
    title: 'Something went wrong',
    region: 'Messages',
    noPeers: 'Nobody in the room has this game in the right version just now.',
    noPeersHint: 'Try again when another PC has it.',
    noAnswer: 'The download did not start.',
    noAnswerHint: 'Try again. If it happens again, restart Lanspread.',
    noPort: 'The window has no connection to Lanspread.',
    noPortHint: 'It reconnects by itself.',
    noToken: 'This page was opened without its key.',
    noTokenHint: 'Open the link that Lanspread printed when it started.',
    copyFailed: 'The address could not be copied.',
  },

  announce: {
    downloaded: (title: string) => `${title} is downloaded.`,
    paused: (title: string) => `The download of ${title} is paused.`,
    moved: (title: string, place: number, count: number) => `${title} is now ${ordinal(place)} of ${count}.`,
    verifyCancelled: (title: string) => `Verifying ${title} was stopped.`,
    cancelled: (title: string) => `The download of ${title} was cancelled.`,
    installed: (title: string) => `${title} is installed.`,
    updated: (title: string) => `${title} is updated.`,
    uninstalled: (title: string) => `${title} is uninstalled.`,
    removed: (title: string) => `The files of ${title} are removed.`,
    failed: (title: string, message: string) => `${title}: ${message}`,
    results: (count: number) => plural(count, 'game', 'games'),
  },
};
