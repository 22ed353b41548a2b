// The texts of the interface in German, for players: du, short, no office German.
import type { OperationKind } from '../../src-shared/operation.ts';
import type { DownloadPhase } from '../../src-shared/peer-event.ts';
import type { en } from './en.ts';

/** `10.000`. */
const grouped = (count: number) => String(count).replaceAll(/\B(?=(?:\d{3})+$)/gu, '.');
const plural = (count: number, one: string, many: string) => `${grouped(count)} ${count === 1 ? one : many}`;

const ordinal = (count: number) => `${count}.`;

const operations: Record<OperationKind, string> = {
  downloading: 'Wird geladen',
  installing: 'Wird installiert',
  updating: 'Wird aktualisiert',
  uninstalling: 'Wird deinstalliert',
  removing: 'Dateien werden entfernt',
  streaming: 'Wird aus dem Raum installiert',
  verifying: 'Wird geprüft',
};

const phases: Record<DownloadPhase, string> = {
  'finding-peers': 'PCs werden gesucht',
  'checking-space': 'Freier Platz wird geprüft',
  downloading: 'Wird geladen',
  waiting: 'Wartet',
  verifying: 'Vorhandenes wird geprüft',
  finalising: 'Wird abgeschlossen',
};

export const de: typeof en = {
  appName: 'Lanspread',
  close: 'Schließen',
  cancel: 'Abbrechen',
  dismiss: 'Ausblenden',
  retry: 'Noch einmal',
  loading: 'Startet …',

  filters: { label: 'Anzeigen', all: 'Alle Spiele', allShort: 'Alle', local: 'Lokal', installed: 'Installiert' },
  search: { label: 'Spiele suchen', placeholder: 'Spiele suchen', clear: 'Suche leeren', key: '/' },
  sort: {
    label: 'Sortieren nach',
    title: 'Name',
    'size-desc': 'Größte zuerst',
    'size-asc': 'Kleinste zuerst',
    status: 'Status',
    played: 'Zuletzt gespielt',
    peers: 'Meiste PCs',
  },

  room: {
    looking: 'Suche PCs …',
    count: (count: number) => plural(count, 'PC', 'PCs'),
    badge: (count: number) =>
      count === 0 ? 'Raum: PCs werden gesucht' : `Raum: ${plural(count, 'PC', 'PCs')} gefunden`,
    addTitle: 'PC über seine Adresse hinzufügen',
    addLabel: 'Adresse',
    addPlaceholder: '192.168.1.20:40000',
    addButton: 'Verbinden',
    adding: 'Verbindet …',
    added: (address: string) => `Mit ${address} verbunden.`,
    addEmpty: 'Gib eine Adresse wie 192.168.1.20:40000 ein.',
    ownAddress: 'Deine Adresse',
    copy: 'Kopieren',
    copied: 'Kopiert',
  },

  states: {
    installed: 'Installiert',
    downloaded: 'Geladen',
    update: 'Update',
    checking: 'PCs werden gefragt',
    unavailable: 'Nicht verfügbar',
    failed: 'Fehlgeschlagen',
    queued: (turn: number) => `Wartet (als ${ordinal(turn)})`,
    paused: 'Pausiert',
    waiting: 'Wartet',
    playing: 'Läuft',
    settingUp: 'Wird eingerichtet',
    serving: 'Server läuft',
  },
  operations,
  phases,

  actions: {
    download: (size: string | null) => (size === null ? 'Laden' : `Laden (${size})`),
    update: (size: string | null) => (size === null ? 'Update' : `Update (${size})`),
    downloadShort: 'Laden',
    updateShort: 'Update',
    downloadOnly: 'Laden, ohne zu installieren',
    streamInstall: 'Platzsparend installieren',
    streamUpdate: 'Platzsparend aktualisieren',
    install: 'Installieren',
    installUpdate: 'Update installieren',
    play: 'Spielen',
    cancelDownload: 'Abbrechen',
    pause: 'Pause',
    resume: 'Fortsetzen',
    retry: 'Noch einmal',
    discard: 'Verwerfen …',
    moveToFront: 'Nach vorn',
    replaceInPlace: 'An Ort und Stelle ersetzen …',
    verify: 'Dateien prüfen',
    cancelVerify: 'Prüfung abbrechen',
    checking: 'PCs werden gefragt …',
    starting: 'Startet …',
    stop: 'Beenden',
    ending: 'Wird beendet …',
    startServer: 'Server starten',
    stopServer: 'Server beenden',
    unavailable: 'Nicht verfügbar',
    details: 'Details',
    openFolder: 'Im Dateimanager zeigen',
    uninstall: 'Deinstallieren …',
    removeDownload: 'Geladene Dateien entfernen …',
    more: (title: string) => `Mehr zu ${title}`,
    named: (verb: string, title: string, size: string | null) =>
      size === null ? `${verb}: ${title}` : `${verb}: ${title} (${size})`,
  },

  reasons: {
    nobody: 'Niemand im Raum hat es',
    otherVersion: 'Im Raum gibt es nur eine andere Version',
    sourcesBusy: 'Alle PCs, die es haben, arbeiten gerade daran',
    running: (operation: OperationKind) => operations[operation],
    checking: 'Der Raum wird gefragt, wer es hat',
    starting: 'Das Spiel wird gestartet',
    ending: 'Das Spiel wird beendet',
  },

  card: {
    peers: (count: number) => (count === 1 ? '1 PC hat es' : `${count} PCs haben es`),
    startsAfter: (others: number) =>
      others === 0 ? 'Kommt als Nächstes' : `Kommt nach ${plural(others, 'anderem Download', 'anderen Downloads')}`,
    paused: 'Geht weiter, wo es aufgehört hat',
    playing: (since: string) => `Läuft seit ${since}`,
    settingUp: (since: string) => `Wird eingerichtet seit ${since}`,
    serving: (since: string) => `Der Server läuft seit ${since}`,
    hint: 'Eingabe: Hauptaktion. Leertaste: Details.',
    gridLabel: 'Spiele',
    unknownSize: 'Größe unbekannt',
  },

  progress: {
    rateUnknown: '–',
    label: (title: string) => `Fortschritt von ${title}`,
    ofTotal: (done: string, total: string) => `${done} von ${total}`,
    sources: (count: number) => `von ${plural(count, 'PC', 'PCs')}`,
    left: (duration: string) => `noch ${duration}`,
    starting: 'Die Übertragung beginnt …',
    waiting: 'Wartet auf einen PC, der den Rest hat',
    waitingForAny: 'Wartet auf einen PC, der es hat …',
    seconds: (count: number) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    hours: (hours: number, minutes: number) => (minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`),
  },

  downloads: {
    title: 'Downloads',
    badge: (count: number, failed: number) => {
      const what = count === 0 ? 'Downloads' : `Downloads: ${count}`;
      return failed === 0 ? what : `${what}, ${failed} fehlgeschlagen`;
    },
    summary: (count: number, rate: string | null) => {
      const what = plural(count, 'Download', 'Downloads');
      return rate === null ? what : `${what} · ${rate}`;
    },
    list: 'Downloads der Reihe nach',
    none: 'Gerade wird nichts geladen.',
    noneHint: 'Spiele, die du lädst, reihen sich hier ein.',
    pauseAll: 'Alle pausieren',
    resumeAll: 'Alle fortsetzen',
    moveUp: (title: string) => `${title} nach oben`,
    moveDown: (title: string) => `${title} nach unten`,
    open: (title: string) => `Details zu ${title}`,
    partial: 'lädt selbst noch',
    complete: 'hat alles',
    verified: 'Jedes Stück wird geprüft',
    verifiedHelp: 'Jedes Stück wird mit seiner Prüfsumme verglichen, bevor es geschrieben wird.',
    unverified: 'Bisher werden nur Größen geprüft',
    unverifiedHelp:
      'Noch kein PC im Raum hat die Prüfsummen dieses Spiels fertig. Sobald einer sie hat, wird jedes Stück geprüft.',
    failed: 'Der Download ist fehlgeschlagen.',
    hashing: (share: string) => `Spiele werden zum Teilen vorbereitet, ${share}`,
    hashingHelp: 'Damit andere jedes Byte prüfen können, das sie von hier bekommen.',
  },

  lanes: {
    tls: 'schnelle Spur',
    quic: 'QUIC',
    tlsHelp: 'Die Bytes laufen über TCP mit TLS, das ist am schnellsten.',
    quicHelp: 'Die Bytes laufen über QUIC. Die schnelle Spur öffnet sich, sobald die Firewall sie lässt.',
  },

  links: {
    wired: 'Kabel',
    wifi: 'WLAN',
    wiredHelp: 'Dieser PC hängt an einem Kabel.',
    wifiHelp: 'Dieser PC ist im WLAN, dessen Tempo sich dort alle teilen.',
  },

  bans: {
    everything: (reason: string) => `Wird nach nichts mehr gefragt. ${reason}`,
    games: (titles: string, reason: string) => `Wird nicht mehr nach ${titles} gefragt. ${reason}`,
    toastTitle: (name: string, game: string) => `${name} hat falsche Daten von ${game} geschickt`,
    toastText: 'Sie wurden verworfen und kommen nun von anderen PCs.',
    forGame: (name: string, game: string) => `${name} wird nicht mehr nach ${game} gefragt.`,
    forEverything: (name: string) => `${name} wird nach nichts mehr gefragt; vielleicht ist dort die Platte defekt.`,
  },

  verify: {
    goodTitle: (title: string) => `${title} ist vollständig und in Ordnung`,
    good: (size: string) => `Alle ${size} wurden verglichen, und jedes Byte stimmt.`,
    differ: (bad: number, files: number, size: string) =>
      `${grouped(bad)} von ${plural(files, 'Datei', 'Dateien')} ${bad === 1 ? 'weicht' : 'weichen'} ab, ${size} sind zu laden.`,
    repairTitle: (title: string) => `${title} reparieren?`,
    repairReplaces: 'Reparieren ersetzt sie durch die aus dem Raum, auch wo du sie absichtlich geändert hast.',
    repair: 'Reparieren',
    leave: 'So lassen',
    foundTitle: (title: string) => `${title} ist nicht so, wie der Raum es hat`,
    againToRepair: 'Prüf noch einmal, um es zu reparieren.',
    repairedTitle: (title: string) => `${title} ist repariert`,
    repaired: (files: number, size: string) =>
      files === 1
        ? `1 Datei wich ab und stimmt wieder (${size} geladen).`
        : `${grouped(files)} Dateien wichen ab und stimmen wieder (${size} geladen).`,
  },

  detail: {
    folder: 'Ordner',
    size: 'Downloadgröße',
    sizeHere: 'Auf diesem PC',
    players: 'Spieler',
    version: 'Version',
    localVersion: 'Geladene Version',
    installedVersion: 'Installierte Version',
    unknownVersion: 'Unbekannt',
    year: 'Jahr',
    genre: 'Genre',
    publisher: 'Herausgeber',
    status: 'Status',
    room: 'Im Raum',
    about: 'Über das Spiel',
    noDescription: 'Der Katalog hat keine Beschreibung dieses Spiels.',
    sources: 'Quellen',
    speed: 'Tempo',
    eta: 'Restzeit',
    done: 'Fertig',
    fromTo: (from: number, to: number) => (from === to ? String(from) : `${from}–${to}`),
    upTo: (count: number) => `bis zu ${count}`,
    atLeast: (count: number) => `${count} oder mehr`,
    notHere: 'Nicht auf diesem PC',
    otherVersions: (count: number) =>
      count === 1 ? '1 PC hat eine andere Version' : `${count} PCs haben eine andere Version`,
  },

  confirm: {
    uninstallTitle: (title: string) => `${title} deinstallieren?`,
    uninstallDeletesSome:
      'Löscht das installierte Spiel. Spielstände und Einstellungen in seinem Ordner bleiben erhalten.',
    uninstallDeletes: (files: number, size: string) =>
      `Löscht das installierte Spiel: ${plural(files, 'Datei', 'Dateien')}, ${size}.`,
    uninstallNoneIsYours: 'Keine der Dateien ist von dir.',
    keepFiles: (files: number, size: string) =>
      files === 1 ? `Meine Datei behalten (${size})` : `Meine ${grouped(files)} Dateien behalten (${size})`,
    keepExamples: (paths: string, more: number) => (more === 0 ? paths : `${paths} und ${grouped(more)} weitere`),
    keepFate: 'Mit der nächsten Installation sind sie wieder da. Bis dahin liegen sie hier:',
    loseFate:
      'Spielstände, Einstellungen und alles, was du sonst angelegt oder geändert hast, werden endgültig gelöscht.',
    uninstallKeeps: (size: string) =>
      `Behält die geladenen Dateien (${size}). So kannst du ohne Download neu installieren, und andere können sie weiter von dir bekommen.`,
    uninstallKeepsNothing:
      'Die geladenen Dateien sind nicht auf diesem PC. Wer wieder spielen will, muss also neu laden.',
    uninstallButton: 'Deinstallieren',
    removeTitle: (title: string) => `Dateien von ${title} entfernen?`,
    removeDeletes: (size: string) => `Löscht die geladenen Dateien und macht ${size} frei.`,
    removeCost: (size: string, peers: number) =>
      `Um es zurückzubekommen, musst du ${size} neu laden; ${peers === 1 ? '1 anderer PC hat' : `${peers} andere PCs haben`} es gerade.`,
    removeLastCopy: 'Kein anderer PC im Raum hat es gerade: Vielleicht bekommst du es hier nicht wieder.',
    removeButton: 'Dateien entfernen',
    cancelTitle: (title: string) => `Download von ${title} abbrechen?`,
    cancelDeletes: (size: string | null) =>
      size === null ? 'Löscht, was bisher geladen wurde.' : `Löscht die ${size}, die bisher geladen wurden.`,
    cancelPauseInstead: 'Eine Pause behält sie, und später geht es dort weiter.',
    cancelButton: 'Download abbrechen',
    cancelStreamNoPause: 'Eine platzsparende Installation hat keine Pause: Ein neuer Versuch beginnt von vorn.',
    discardTitle: (title: string) => `Download von ${title} verwerfen?`,
    discardRetryInstead: 'Ein neuer Versuch geht dort weiter, wo es aufgehört hat.',
    discardButton: 'Verwerfen',
    keepsOldVersion: 'Die Version auf diesem PC bleibt.',
    keepIt: 'Behalten',
    cancelInstallTitle: (title: string) => `Installation von ${title} abbrechen?`,
    cancelUpdateTitle: (title: string) => `Update von ${title} abbrechen?`,
    cancelInstallDeletes: (size: string | null) =>
      size === null ? 'Löscht, was bisher entpackt wurde.' : `Löscht die ${size}, die bisher entpackt wurden.`,
    cancelInstallKeeps: 'Die geladenen Dateien bleiben, es kann also später installiert werden.',
    cancelUpdateKeeps: 'Die installierte Version bleibt, ebenso die geladenen Dateien der neuen.',
    cancelInstallButton: 'Installation abbrechen',
    cancelUpdateButton: 'Update abbrechen',
    stopGameTitle: (title: string) => `${title} beenden?`,
    stopGameLoses: 'Was im Spiel nicht gespeichert ist, geht verloren. Sicherer ist es, das Spiel selbst zu beenden.',
    stopServerTitle: (title: string) => `Server von ${title} beenden?`,
    stopServerLoses: 'Alle, die darauf spielen, fliegen raus.',
    stopButton: 'Beenden',
    letRun: 'Laufen lassen',
    replaceTitle: (title: string) => `${title} an Ort und Stelle ersetzen?`,
    replaceDeletes: (version: string) =>
      `Löscht zuerst die geladenen Dateien der Version vom ${version}, damit die neue passt.`,
    replaceNoWayBack: 'Zurück zur alten Version geht es nicht, auch wenn der Download nicht fertig wird.',
    replaceKeepsInstalled: 'Das installierte Spiel bleibt mit seinen Spielständen, bis das Update installiert ist.',
    replaceButton: 'Löschen und laden',
  },

  settings: {
    title: 'Einstellungen',
    open: 'Einstellungen',
    profile: 'Profil',
    library: 'Bibliothek',
    transfers: 'Übertragungen',
    about: 'Über Lanspread',
    playerName: 'Spielername',
    playerNameHelp: 'Andere sehen ihn, und Spiele bekommen ihn.',
    gamesFolder: 'Spieleordner',
    gamesFolderHelp: 'Hier liegen geladene und installierte Spiele.',
    notSet: 'Nicht gesetzt',
    free: (size: string) => `${size} frei`,
    choose: 'Auswählen …',
    browse: 'Durchsuchen …',
    save: 'Speichern',
    saved: 'Gespeichert',
    saving: 'Speichert …',
    nameMissing: 'Gib einen Namen mit 1 bis 32 Zeichen ein.',
    folderMissing: 'Wähle einen Ordner für deine Spiele.',
    limits: {
      download: 'Herunterladen',
      upload: 'Hochladen',
      playingDownload: 'Herunterladen beim Spielen',
      playingUpload: 'Hochladen beim Spielen',
    },
    limitUnit: 'MB/s',
    noLimit: 'Ohne Grenze',
    limitsHelp:
      'Ein leeres Feld heißt: ohne Grenze. „Beim Spielen“ gilt, solange ein Spiel läuft, das hier gestartet wurde.',
    limitNotANumber: 'Gib eine Zahl wie 12,5 ein, oder lass das Feld leer.',
    limitTooSmall: 'Mindestens 0,017 MB/s, oder leer für keine Grenze.',
    concurrent: 'Downloads gleichzeitig',
    version: 'Version',
    protocol: 'Protokoll',
    peerId: 'Peer-ID',
  },

  folders: {
    title: 'Spieleordner auswählen',
    up: 'Nach oben',
    empty: 'Hier sind keine Ordner.',
    use: 'Diesen Ordner nehmen',
    listLabel: 'Ordner',
  },

  welcome: {
    title: 'Willkommen bei Lanspread',
    lead: 'Jeder PC in diesem Raum teilt seine Spiele. Noch zwei Dinge, dann bist du dabei.',
    name: 'Dein Name',
    folder: 'Dein Spieleordner',
    folderPlaceholder: 'Wähle einen Ordner',
    folderHelp: 'Spiele werden hierhin geladen und installiert. Nimm ein Laufwerk mit Platz.',
    start: 'Zur Bibliothek',
    nothingElse: 'Kein Konto, kein Server, kein Internet.',
  },

  empty: {
    aloneTitle: 'Suche andere PCs',
    aloneLead: 'Sobald ein anderer PC mit Lanspread in diesem Netz ist, erscheinen seine Spiele hier.',
    cable: 'Steckt das Kabel, oder ist das WLAN an?',
    cableText: 'Ein Licht neben der Netzwerkbuchse zeigt eine Verbindung an.',
    network: 'Sind alle im selben Netz?',
    networkText: 'Ein Gast-WLAN trennt PCs oft voneinander. Vergleicht die ersten drei Zahlen eurer Adressen.',
    firewall: 'Lässt die Firewall Lanspread durch?',
    firewallText: 'Erlaube es für private Netze, auf diesem PC und auf den anderen.',
    address: 'Immer noch nichts? Füge einen PC über seine Adresse hinzu',
    noGamesTitle: 'Noch keine Spiele',
    noGamesLead: (count: number) =>
      count === 1 ? '1 PC ist da, teilt aber noch kein Spiel.' : `${count} PCs sind da, aber keiner teilt ein Spiel.`,
    noGamesHint: 'Leg Spiele in den Spieleordner irgendeines PCs: Sie erscheinen im ganzen Raum.',
    noMatchTitle: (query: string) => `Nichts passt zu „${query}“`,
    noMatchLead: 'Schau auf die Schreibweise, oder versuch ein kürzeres Wort.',
    clearSearch: 'Suche leeren',
    showAll: 'Alle Spiele zeigen',
    noLocalTitle: 'Noch nichts auf diesem PC',
    noLocalLead: 'Spiele, die du lädst, erscheinen hier.',
    noInstalledTitle: 'Noch nichts installiert',
    noInstalledLead: 'Spiele, die du installierst, erscheinen hier, bereit zum Spielen.',
    folderTitle: 'Dein Spieleordner ist nicht benutzbar',
    folderHint: 'Hol ihn zurück, oder wähle einen anderen.',
    openSettings: 'Einstellungen öffnen',
  },

  connection: {
    lost: 'Verbindung zu Lanspread verloren – verbindet neu …',
    lostHint: {
      browser: 'Bleibt es so, starte Lanspread neu und öffne seinen Link.',
      electron: 'Bleibt es so, schließ dieses Fenster und starte Lanspread neu.',
    },
    connecting: 'Verbindet mit Lanspread …',
    slow: 'Dauert es lange, starte Lanspread neu. Im Browser öffne den Link, den es ausgibt.',
  },

  errors: {
    title: 'Etwas ist schiefgegangen',
    region: 'Meldungen',
    noPeers: 'Gerade hat niemand im Raum dieses Spiel in der richtigen Version.',
    noPeersHint: 'Versuch es wieder, wenn ein anderer PC es hat.',
    noAnswer: 'Der Download hat nicht begonnen.',
    noAnswerHint: 'Versuch es noch einmal. Passiert es wieder, starte Lanspread neu.',
    noPort: 'Das Fenster hat keine Verbindung zu Lanspread.',
    noPortHint: 'Es verbindet sich von selbst neu.',
    noToken: 'Diese Seite wurde ohne ihren Schlüssel geöffnet.',
    noTokenHint: 'Öffne den Link, den Lanspread beim Start ausgegeben hat.',
    copyFailed: 'Die Adresse konnte nicht kopiert werden.',
    output: 'Die letzten Zeilen der Ausgabe',
  },

  announce: {
    downloaded: (title: string) => `${title} ist geladen.`,
    begins: (what: string, title: string) => `${what}: ${title}.`,
    progress: (title: string, share: string) => `${title}: ${share} fertig.`,
    waits: (title: string, what: string) => `${title}: ${what}`,
    goesOn: (title: string) => `${title} geht weiter.`,
    paused: (title: string) => `Der Download von ${title} ist pausiert.`,
    moved: (title: string, place: number, count: number) => `${title} ist jetzt ${ordinal(place)} von ${count}.`,
    verifyCancelled: (title: string) => `Die Prüfung von ${title} wurde abgebrochen.`,
    cancelled: (title: string) => `Der Download von ${title} wurde abgebrochen.`,
    installed: (title: string) => `${title} ist installiert.`,
    updated: (title: string) => `${title} ist aktualisiert.`,
    uninstalled: (title: string) => `${title} ist deinstalliert.`,
    removed: (title: string) => `Die Dateien von ${title} sind entfernt.`,
    failed: (title: string, message: string) => `${title}: ${message}`,
    gameEnded: (title: string) => `${title} ist beendet.`,
    serverEnded: (title: string) => `Der Server von ${title} ist beendet.`,
    results: (count: number) => plural(count, 'Spiel', 'Spiele'),
  },
};
