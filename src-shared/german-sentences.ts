// Sentences and hints of the peer beside their German: `{path}` stands for a fact, which both sides name. Pure.
import type { ErrorCode } from './peer-error.ts';

/** English, then German. The first that fits counts, so what is more special comes first. */
export type Sentences = readonly (readonly [string, string])[];

/** Failures whose sentence says more than their code. */
export const messages: Partial<Record<ErrorCode, Sentences>> = {
  'invalid-command': [['"{text}" is no address.', '„{text}“ ist keine Adresse.']],
  'not-supported-yet': [
    ['A browser cannot open folders.', 'Ein Browser kann keine Ordner öffnen.'],
    ['This PC does not unpack games for others.', 'Dieser PC entpackt keine Spiele für andere.'],
    ['The interface has not been built: {file} is missing.', 'Die Oberfläche ist nicht gebaut: {file} fehlt.'],
  ],
  'unknown-game': [
    ['"{name}" cannot be the name of a game\'s folder.', '„{name}“ kann nicht der Name eines Spieleordners sein.'],
  ],
  'operation-in-progress': [
    ['{game} is busy: {operation}.', '{game} ist beschäftigt: {operation}.'],
    ['{game} is being started.', '{game} wird gerade gestartet.'],
    ['{game} is in the download queue already.', '{game} steht schon in der Reihe der Downloads.'],
    ['{game} is in the download queue.', '{game} steht in der Reihe der Downloads.'],
  ],
  'not-downloaded': [
    ['{game} is not downloaded.', '{game} ist nicht geladen.'],
    ['{game} has no folder on this PC.', '{game} hat keinen Ordner auf diesem PC.'],
    [
      "{game} is here in another version than the catalog's.",
      '{game} liegt hier in einer anderen Version als der im Katalog.',
    ],
  ],
  'not-installed': [['{game} is not installed.', '{game} ist nicht installiert.']],
  'nothing-to-cancel': [
    ['No download of {game} waits or runs.', 'Kein Download von {game} wartet oder läuft.'],
    ['No download of {game} is paused or has failed.', 'Kein Download von {game} ist pausiert oder fehlgeschlagen.'],
    ['{game} is not in the download queue.', '{game} steht nicht in der Reihe der Downloads.'],
  ],
  cancelled: [
    ['The installation of {game} was cancelled.', 'Die Installation von {game} wurde abgebrochen.'],
    ['The set-up of {game} was stopped.', 'Die Einrichtung von {game} wurde beendet.'],
  ],
  'game-running': [
    ['{what} is running already.', '{what} läuft schon.'],
    ['{game} does not end.', '{game} lässt sich nicht beenden.'],
  ],
  'game-dir-unusable': [
    ['"{path}" is not a full path.', '„{path}“ ist kein vollständiger Pfad.'],
    ['The games folder is gone ({path}).', 'Der Spieleordner ist weg ({path}).'],
    ['The games folder {path} cannot be used.', 'Der Spieleordner {path} lässt sich nicht benutzen.'],
    [
      '{path} stands where lanspread has to put files of its own, and was not made by lanspread.',
      '{path} liegt, wo Lanspread eigene Dateien ablegen muss, und stammt nicht von Lanspread.',
    ],
    [
      '{path} is in the way: your files would be kept there.',
      '{path} ist im Weg: Dort würden deine Dateien aufgehoben.',
    ],
    ['{path} is no real folder.', '{path} ist kein richtiger Ordner.'],
    ['{path}: {problem}', '{path}: {problem}'],
  ],
  'remove-refused': [
    ['{game} is in the download queue.', '{game} steht in der Reihe der Downloads.'],
    [
      'The downloaded files of {game} are not removed: {reason}.',
      'Die geladenen Dateien von {game} werden nicht entfernt: {reason}.',
    ],
  ],
  'cannot-play': [
    ['{file} of {game} was ended by a signal.', '{file} von {game} wurde von außen beendet.'],
    ['{file} of {game} ended with code {code}.', '{file} von {game} endete mit Code {code}.'],
    ['{path} could not be started.', '{path} ließ sich nicht starten.'],
    [
      '{game} has no {file}, so lanspread does not know how to start its server on this system.',
      '{game} hat keine {file}; so weiß Lanspread nicht, wie sein Server auf diesem System startet.',
    ],
    [
      '{game} has no {file}, so lanspread does not know how to start it on this system.',
      '{game} hat keine {file}; so weiß Lanspread nicht, wie es auf diesem System startet.',
    ],
    [
      'Windows cannot hand "{text}" to the game\'s script.',
      'Windows kann „{text}“ nicht an das Skript des Spiels übergeben.',
    ],
  ],
  'connect-failed': [
    ['No lanspread answered at {address}.', 'Unter {address} antwortet kein Lanspread.'],
    ['There is no PC called {name} on this network.', 'In diesem Netz gibt es keinen PC namens {name}.'],
    ['{address} is not an address that can be dialled.', '{address} ist keine Adresse, die man erreichen kann.'],
  ],
  'version-mismatch': [
    ['That PC speaks protocol version {version}.', 'Der andere PC spricht das Protokoll in Version {version}.'],
    ['{name} speaks protocol version {version}.', '{name} spricht das Protokoll in Version {version}.'],
  ],
  'connection-closed': [
    ['The connection to lanspread is gone.', 'Die Verbindung zu Lanspread ist weg.'],
    ['lanspread is stopping.', 'Lanspread wird gerade beendet.'],
  ],
  'request-refused': [
    ['This PC gives you nothing.', 'Der andere PC gibt dir nichts.'],
    ['The file ends at byte {size}.', 'Die Datei endet bei Byte {size}.'],
  ],
  'no-sources': [
    [
      'Nobody in the room has all of version {version} of {game}.',
      'Niemand im Raum hat Version {version} von {game} vollständig.',
    ],
    ['Nobody in the room has version {version} of {game}.', 'Niemand im Raum hat Version {version} von {game}.'],
    ['{name} is blocked.', '{name} ist blockiert.'],
    ['Nobody can send {game} unpacked.', 'Niemand kann {game} entpackt schicken.'],
    [
      'Nobody in the room can tell what {game} has to look like.',
      'Niemand im Raum kann sagen, wie {game} aussehen muss.',
    ],
    [
      'Wrong on this disk: {what}. Nobody in the room can give what is right.',
      'Falsch auf diesem Laufwerk: {what}. Niemand im Raum kann es richtig geben.',
    ],
  ],
  'no-majority': [
    [
      'The PCs that have {game} disagree about what is in its files and none is in the majority.',
      'Die PCs mit {game} haben verschiedene Dateien, und keine Fassung ist in der Mehrheit.',
    ],
    [
      'The PCs that have {game} disagree about {path} ({first} and {second} bytes) and none is in the majority.',
      'Die PCs mit {game} sind sich über {path} nicht einig ({first} und {second} Byte), und keine Fassung ist in der Mehrheit.',
    ],
  ],
  'bad-manifest': [
    [
      'The file list of {game} from {name} is refused. {problem}',
      'Die Dateiliste, die {name} von {game} hat, wird abgelehnt. {problem}',
    ],
    ['The file list of {game} is refused. {problem}', 'Die Dateiliste von {game} wird abgelehnt. {problem}'],
    [
      'The list of hashes of {game} is refused. {problem}',
      'Die Liste der Prüfsummen von {game} wird abgelehnt. {problem}',
    ],
    ['{path} holds more than {count} files.', '{path} enthält mehr als {count} Dateien.'],
    ['{name} is not asked. {problem}', '{name} wird nicht gefragt. {problem}'],
  ],
  'source-lost': [
    ['It sent nothing for {count} seconds.', '{count} Sekunden lang kam nichts.'],
    ['{name} was lost before all of {game} was here.', 'Die Verbindung zu {name} riss ab, bevor {game} ganz hier war.'],
  ],
  'bad-data': [
    ['Only wrong bytes of {game} came from {names}.', 'Von {names} kamen nur falsche Bytes von {game}.'],
    [
      '{path} of {game} has changed while the rest was being downloaded.',
      '{path} von {game} hat sich geändert, während der Rest geladen wurde.',
    ],
    [
      'What {name} sends of {game} cannot be right. {problem}',
      'Was {name} von {game} schickt, stimmt nicht. {problem}',
    ],
    ['Wrong bytes of {path} came from another PC.', 'Von einem anderen PC kamen falsche Bytes von {path}.'],
  ],
  'disk-full': [
    [
      '{needed} of free space are needed to {action}, but only {free} are free.',
      'Es werden {needed} freier Platz gebraucht ({action}), frei sind aber nur {free}.',
    ],
    [
      'Unpacking needs {needed}, and {free} are free on this disk.',
      'Zum Entpacken werden {needed} freier Platz gebraucht, frei sind aber nur {free}.',
    ],
    ['The disk is full: {path} could not be written whole.', 'Das Laufwerk ist voll: {path} passte nicht mehr ganz.'],
    ['Could not {action}: the disk is full ({path}).', 'Das Laufwerk ist voll ({action}: {path}).'],
    ['Could not {action}: the disk is full.', 'Das Laufwerk ist voll ({action}).'],
  ],
  'disk-error': [
    ['The file became shorter while it was sent.', 'Die Datei wurde kürzer, während sie gesendet wurde.'],
    ['{path} was not made by lanspread.', '{path} stammt nicht von Lanspread.'],
    ["{path} is too large for this disk's file system.", '{path} ist zu groß für das Dateisystem dieses Laufwerks.'],
    ['{path} is no real folder.', '{path} ist kein richtiger Ordner.'],
    ['{path} is in the way: a {kind} belongs there.', '{path} ist im Weg: Dorthin gehört {kind}.'],
    ['{path} cannot be read: {problem}', '{path} lässt sich nicht lesen: {problem}'],
    ['{path} cannot be written: {problem}', '{path} lässt sich nicht schreiben: {problem}'],
    ['Could not {action}: {problem} ({path}).', 'Ein Fehler des Laufwerks ({action}): {problem} ({path}).'],
    ['Could not {action}: {problem}.', 'Ein Fehler des Laufwerks ({action}): {problem}.'],
  ],
  'permission-denied': [
    ['The system does not let the game be ended.', 'Das System lässt das Spiel nicht beenden.'],
    [
      '{path} cannot be read: the system does not permit it.',
      '{path} lässt sich nicht lesen: Das System erlaubt es nicht.',
    ],
    [
      '{path} cannot be written: the system does not permit it.',
      '{path} lässt sich nicht schreiben: Das System erlaubt es nicht.',
    ],
    ['Could not {action}: the system does not allow it ({path}).', 'Das System erlaubt es nicht ({action}: {path}).'],
    ['Could not {action}: the system does not allow it.', 'Das System erlaubt es nicht ({action}).'],
  ],
  'file-locked': [
    ['Another program uses {path}.', 'Ein anderes Programm benutzt gerade {path}.'],
    [
      'Could not {action}: another program uses the file ({path}).',
      'Ein anderes Programm benutzt die Datei ({action}: {path}).',
    ],
    ['Could not {action}: another program uses the file.', 'Ein anderes Programm benutzt die Datei ({action}).'],
  ],
  'archive-missing': [
    [
      'There is no {suffix} archive in {path}, so {game} cannot be installed.',
      'In {path} liegt kein Archiv ({suffix}), also lässt sich {game} nicht installieren.',
    ],
    ['There is no archive in {game}.', '{game} enthält kein Archiv.'],
    ['{archive} is not there.', 'Das Archiv {archive} fehlt.'],
  ],
  'archive-corrupt': [
    [
      'The archives {archives} write both {first} and {second}, which cannot stand side by side.',
      'Die Archive {archives} schreiben {first} und {second}, und beides zugleich geht nicht.',
    ],
    ['The archives {archives} both write {path}.', 'Die Archive {archives} schreiben beide {path}.'],
    ['{archive} is a folder, not an archive.', '{archive} ist ein Ordner, kein Archiv.'],
    ['{archive} is not a RAR archive.', '{archive} ist kein RAR-Archiv.'],
    ['{archive} is cut off before its end.', '{archive} ist vor seinem Ende abgeschnitten.'],
    ['{archive} has a damaged header.', '{archive} hat einen beschädigten Kopf.'],
    ['{archive} holds more bytes for {path} than it says.', '{archive} enthält für {path} mehr Bytes, als es angibt.'],
    [
      '{archive} holds fewer bytes for {path} than it says.',
      '{archive} enthält für {path} weniger Bytes, als es angibt.',
    ],
    ['{archive} changed while it was being unpacked.', '{archive} hat sich geändert, während es entpackt wurde.'],
  ],
  'archive-encrypted': [['{archive} is protected by a password.', '{archive} ist mit einem Passwort geschützt.']],
  'archive-unsupported': [
    [
      '{archive} was packed in a way that lanspread cannot read.',
      '{archive} ist so gepackt, wie Lanspread es nicht lesen kann.',
    ],
    [
      '{archive} is in a RAR format that lanspread cannot read.',
      '{archive} hat ein RAR-Format, das Lanspread nicht lesen kann.',
    ],
    ['{archive} does not tell how large its files are.', '{archive} sagt nicht, wie groß seine Dateien sind.'],
    ['{archive} needs more memory than there is.', '{archive} braucht mehr Arbeitsspeicher, als da ist.'],
    [
      '{archive} is one volume of several, but is not named like one.',
      '{archive} ist einer von mehreren Teilen, heißt aber nicht so.',
    ],
    [
      '{archive} ends before {other}, which is named as if it belonged to it.',
      '{archive} endet vor {other}, obwohl das dem Namen nach dazugehört.',
    ],
    ['{archive} is {format}.', '{archive} ist {format}.'],
  ],
  'archive-unsafe-path': [
    [
      'An archive contains {name}, a name that lanspread uses.',
      'Ein Archiv enthält {name}, und diesen Namen benutzt Lanspread selbst.',
    ],
    ['{archive} is refused: "{entry}" {problem}.', '{archive} wird abgelehnt: „{entry}“ ({problem}).'],
  ],
  'archive-link': [['{archive} is refused: "{entry}" is {link}.', '{archive} wird abgelehnt: „{entry}“ ist {link}.']],
  'archive-missing-volume': [
    ['{volume} is missing; {archive} goes on in it.', '{volume} fehlt; darin geht {archive} weiter.'],
  ],
  'unpacker-crashed': [
    ['The unpacker could not be started: {problem}', 'Der Entpacker ließ sich nicht starten: {problem}'],
    ['The unpacker failed: {problem}', 'Der Entpacker ist gescheitert: {problem}'],
  ],
  'bad-catalog': [
    ['The catalog {file} cannot be read: {problem}.', 'Der Katalog {file} lässt sich nicht lesen: {problem}.'],
  ],
  'bad-state': [
    ['{path} of a former version is kept as it is: {why}', '{path} einer früheren Version bleibt, wie sie ist: {why}'],
    ['The settings could not be saved.', 'Die Einstellungen ließen sich nicht speichern.'],
    ['The settings {file} cannot be read.', 'Die Einstellungen {file} lassen sich nicht lesen.'],
    ['Another lanspread already uses {path}.', 'Ein anderes Lanspread benutzt schon {path}.'],
    ['The state folder {path} cannot be made.', 'Der Ordner {path} für den Zustand lässt sich nicht anlegen.'],
    ['{path} is not the certificate of an authority.', '{path} ist nicht das Zertifikat einer Zertifizierungsstelle.'],
    ['{path} is not the key of {other}.', '{path} ist nicht der Schlüssel zu {other}.'],
    ['{path} is missing.', '{path} fehlt.'],
    ['{path} cannot be read: {problem}.', '{path} lässt sich nicht lesen: {problem}.'],
    ['{path} is damaged: {problem}.', '{path} ist beschädigt: {problem}.'],
  ],
  'bad-settings': [
    ['"{path}" is not a full path.', '„{path}“ ist kein vollständiger Pfad.'],
    ['There is no room in {path}.', 'In {path} ist kein Raum.'],
    ['There is a room in {path} already.', 'In {path} ist schon ein Raum.'],
    ['This player name cannot be used.', 'Dieser Spielername geht nicht.'],
    ['The games folder cannot be unset.', 'Ganz ohne Spieleordner geht es nicht mehr.'],
    ['{path}: {problem}', '{path}: {problem}'],
  ],
  'port-taken': [
    ['TCP port {port} is already in use on this PC.', 'Der TCP-Port {port} ist auf diesem PC schon belegt.'],
    ['UDP port {port} is already in use on this PC.', 'Der UDP-Port {port} ist auf diesem PC schon belegt.'],
    ['Port {port} is already in use.', 'Port {port} ist schon belegt.'],
  ],
  internal: [
    ['Only {count} of {size} pieces of {game} are here.', 'Von {game} sind erst {count} von {size} Stücken hier.'],
    [
      'The commit of {game} has to be carried through first.',
      'Erst müssen die geladenen Dateien von {game} an ihren Platz.',
    ],
    ['TCP {address} cannot be opened: {problem}.', 'TCP {address} lässt sich nicht öffnen: {problem}.'],
    ['UDP {address} cannot be opened: {problem}.', 'UDP {address} lässt sich nicht öffnen: {problem}.'],
    ['The network thread stopped: {problem}.', 'Der Netzwerk-Thread ist stehen geblieben: {problem}.'],
    ['The hashing thread ended: {problem}', 'Der Prüfsummen-Thread ist ausgefallen: {problem}'],
    ['{path} could not be shown: {problem}', '{path} ließ sich nicht anzeigen: {problem}'],
    ['ENOSPC: no space left on device, {call}', 'Das Laufwerk ist voll ({call}).'],
    ["EACCES: permission denied, {call} '{path}'", 'Für {path} fehlt die Berechtigung ({call}).'],
    ["EPERM: operation not permitted, {call} '{path}'", 'Für {path} fehlt die Berechtigung ({call}).'],
    ["EROFS: read-only file system, {call} '{path}'", '{path} lässt sich nur lesen ({call}).'],
    ["ENOENT: no such file or directory, {call} '{path}'", '{path} gibt es nicht ({call}).'],
  ],
};

/** Of any code: what a sender says, with who said it. */
export const wrappers: Sentences = [
  ['{name} cannot unpack {game}: {message}', '{name} kann {game} nicht entpacken: {message}'],
  ['{name} does not send {game}: {message}', '{name} schickt {game} nicht: {message}'],
];

/** What is being waited for. */
export const waits: Sentences = [
  [
    'Nobody here has the rest now. It goes on by itself.',
    'Niemand hier hat gerade den Rest. Es geht von selbst weiter.',
  ],
  [
    'Every PC that has it sends to others now. It goes on by itself.',
    'Jeder PC, der es hat, sendet gerade an andere. Es geht von selbst weiter.',
  ],
  ['Waits until the game is closed.', 'Wartet, bis das Spiel beendet ist.'],
  [
    'Waiting for a PC that has {game} and is busy with it just now.',
    'Wartet auf einen PC, der {game} hat und gerade damit beschäftigt ist.',
  ],
  ['Waiting for a PC that has {game} to come back.', 'Wartet, bis ein PC mit {game} wieder da ist.'],
];

/** What stands within sentences. */
export const phrases: Sentences = [
  ['This folder does not exist.', 'Diesen Ordner gibt es nicht.'],
  ['This is a file, not a folder.', 'Das ist eine Datei, kein Ordner.'],
  ['You have no permission to use this folder.', 'Für diesen Ordner fehlt dir die Berechtigung.'],
  ['This folder can only be read.', 'Dieser Ordner lässt sich nur lesen.'],
  ['The disk is full.', 'Das Laufwerk ist voll.'],
  ['This is not a full path.', 'Das ist kein vollständiger Pfad.'],
  ['This folder cannot be used: {problem}.', 'Dieser Ordner lässt sich nicht benutzen: {problem}.'],

  ['it is no plain file.', 'Sie ist keine gewöhnliche Datei.'],
  ['it is damaged.', 'Sie ist beschädigt.'],
  ['it is damaged or of an unknown kind.', 'Sie ist beschädigt oder von unbekannter Art.'],
  ['it is about {name}.', 'Sie handelt von {name}.'],
  ['a newer operation is noted for this game.', 'Für dieses Spiel ist ein neuerer Vorgang vermerkt.'],

  ['download {game}', '{game} laden'],
  ['install {game}', '{game} installieren'],
  ['update {game}', '{game} aktualisieren'],
  ['uninstall {game}', '{game} deinstallieren'],
  ['verify {game}', '{game} prüfen'],
  ['recover the download of {game}', 'den Download von {game} wiederherstellen'],
  ['recover {game}', '{game} wiederherstellen'],
  ['look into the installed files of {game}', 'in die Dateien von {game} sehen'],
  ['delete all downloaded files of {game}', 'alle geladenen Dateien von {game} löschen'],
  ['delete all files of {game}', 'alle Dateien von {game} löschen'],
  ['delete what was fetched of {game}', 'das Geladene von {game} löschen'],
  ['remove the downloaded files of {game}', 'die geladenen Dateien von {game} entfernen'],

  ['there are none', 'es gibt keine'],
  ['the download is not complete', 'der Download ist nicht fertig'],
  ['the game is installed', 'das Spiel ist installiert'],
  ['{path} is a link or a file', '{path} ist ein Link oder eine Datei'],
  ['{path} is in the way and was not made by lanspread', '{path} ist im Weg und stammt nicht von Lanspread'],
  ['{path} contains {name}', '{path} enthält {name}'],

  ['downloading', 'wird geladen'],
  ['installing', 'wird installiert'],
  ['updating', 'wird aktualisiert'],
  ['uninstalling', 'wird deinstalliert'],
  ['removing', 'Dateien werden entfernt'],
  ['streaming', 'wird aus dem Raum installiert'],
  ['verifying', 'wird geprüft'],

  ['The server of {game}', 'Der Server von {game}'],
  ['1 piece of {game}', '1 Stück von {game}'],
  ['{count} pieces of {game}', '{count} Stücke von {game}'],

  ['A file', 'Eine Datei'],
  ['file', 'eine Datei'],
  ['folder', 'ein Ordner'],
  ['directory', 'ein Ordner'],

  [
    '"{first}" and "{second}" would be the same file on some systems.',
    '„{first}“ und „{second}“ wären auf manchen Systemen dieselbe Datei.',
  ],
  ['"{path}" is both a file and a folder.', '„{path}“ ist zugleich Datei und Ordner.'],
  ['Its files are larger than any disk.', 'Ihre Dateien sind größer als jedes Laufwerk.'],
  ['The file name "{path}" is reserved.', 'Der Dateiname „{path}“ ist reserviert.'],
  ['The file name "{path}" {problem}.', 'Der Dateiname „{path}“ geht nicht ({problem}).'],
  ['The file "{path}" is no part of a game.', 'Die Datei „{path}“ gehört zu keinem Spiel.'],
  ['There is no {name} in it.', 'Es fehlt {name}.'],
  ['Its {name} is larger than {count} bytes.', 'Ihre {name} ist größer als {count} Byte.'],

  ['a ZIP archive', 'ein ZIP-Archiv'],
  ['a 7z archive', 'ein 7z-Archiv'],
  ['a Windows program, perhaps a self-extracting archive', 'ein Windows-Programm, vielleicht ein selbstentpackendes'],
  ['a reference to another file', 'ein Verweis auf eine andere Datei'],
  ['a reference to a file outside', 'ein Verweis auf eine Datei außerhalb'],
];

export const hints: Sentences = [
  ['The rest is deleted at the next start.', 'Der Rest wird beim nächsten Start gelöscht.'],
  ['Look at it, and delete it if you do not need it.', 'Sieh sie dir an und lösch sie, wenn du sie nicht brauchst.'],
  [
    'Put both files of the room there again, choose another folder, or make a new room.',
    'Leg beide Dateien des Raums wieder dorthin, wähle einen anderen Ordner oder leg einen neuen Raum an.',
  ],
  [
    'Choose the folder that holds room-ca.cert.pem and room-ca.key.pem, or make a new room.',
    'Wähle den Ordner mit room-ca.cert.pem und room-ca.key.pem, oder leg einen neuen Raum an.',
  ],
  [
    'Save to use it, or choose another folder for a new one.',
    'Speichere, um ihn zu benutzen, oder wähle einen anderen Ordner für einen neuen.',
  ],
  ['Choose another folder for the new room.', 'Wähle einen anderen Ordner für den neuen Raum.'],
  ['Choose a folder for the new room.', 'Wähle einen Ordner für den neuen Raum.'],
  [
    'Bring it back, or choose another one in the settings.',
    'Hol ihn zurück, oder wähle in den Einstellungen einen anderen.',
  ],
  ['Install it, or verify its files.', 'Installiere es, oder prüf seine Dateien.'],
  ['Verify its files: what is missing is fetched again.', 'Prüf seine Dateien: was fehlt, wird neu geholt.'],
  ['Install it from its files.', 'Installiere es aus seinen Dateien.'],
  ['Uninstall it first to install it anew.', 'Deinstalliere es zuerst, um es neu zu installieren.'],
  ['Uninstall it first.', 'Deinstalliere es zuerst.'],
  ['Cancel its download first.', 'Brich zuerst seinen Download ab.'],
  ['Cancel or finish the download, then try again.', 'Brich den Download ab oder warte auf sein Ende.'],
  ['Update it instead.', 'Aktualisiere es stattdessen.'],
  ['Download it instead.', 'Lade es stattdessen.'],
  ['Download it.', 'Lade es.'],
  ['Wait a moment.', 'Warte einen Moment.'],
  ['Choose another folder.', 'Wähle einen anderen Ordner.'],
  ['Choose another folder instead.', 'Wähle stattdessen einen anderen Ordner.'],
  ['Choose a games folder in the settings.', 'Wähle einen in den Einstellungen.'],
  ['Choose a games folder first.', 'Wähle zuerst einen.'],
  ['Choose an existing folder that you may write to.', 'Wähle einen vorhandenen Ordner, in den du schreiben darfst.'],
  [
    'Choose a folder that exists and that you may write to.',
    'Wähle einen vorhandenen Ordner, in den du schreiben darfst.',
  ],
  ['Choose 1 to {count} visible characters.', 'Wähle 1 bis {count} sichtbare Zeichen.'],
  ['Move it away, then try again.', 'Verschieb es und versuch es dann noch einmal.'],
  ['Rename or move it, then try again.', 'Benenne es um oder verschieb es und versuch es dann noch einmal.'],
  [
    'Look what is in it, move or rename it, then try again.',
    'Sieh nach, was darin ist, verschieb es oder benenne es um und versuch es dann noch einmal.',
  ],
  ['Look what is in it and move it.', 'Sieh nach, was darin ist, und verschieb es.'],
  [
    'Look what is in {name}; once it is gone, try again.',
    'Sieh nach, was in {name} ist; sobald es weg ist, versuch es noch einmal.',
  ],
  ['Remove it with your file manager.', 'Entferne es mit deinem Dateimanager.'],
  ['Open {path} yourself.', 'Öffne {path} selbst.'],
  ['It begins again at the next start.', 'Sie beginnt beim nächsten Start von vorn.'],
  ['What it wrote is in {path}.', 'Was sie ausgegeben hat, steht in {path}.'],
  [
    'Put a {file} into {path}, or start its server from {folder}.',
    'Leg eine {file} in {path}, oder starte den Server aus {folder}.',
  ],
  ['Put a {file} into {path}, or start it from {folder}.', 'Leg eine {file} in {path}, oder starte es aus {folder}.'],
  [
    'Check that the file may be run, and that its folder is there.',
    'Prüf, ob die Datei ausgeführt werden darf und ihr Ordner da ist.',
  ],
  [
    'Use a player name and a games folder without quotes and percent signs, and no backslash at the end.',
    'Nimm einen Spielernamen und einen Spieleordner ohne Anführungs- und Prozentzeichen und ohne \\ am Ende.',
  ],
  ['Close the game first.', 'Beende zuerst das Spiel.'],
  ['Stop the server first.', 'Beende zuerst den Server.'],
  ['Close the game and its server first.', 'Beende zuerst das Spiel und seinen Server.'],
  ['Close it yourself, or restart the PC.', 'Beende es selbst, oder starte den PC neu.'],
  ['Close it yourself.', 'Beende es selbst.'],
  [
    'Use the same lanspread on both PCs: here {here}, there {there}.',
    'Nehmt auf beiden PCs dasselbe Lanspread: hier {here}, dort {there}.',
  ],
  [
    'Check the spelling, or use the number form like {address}.',
    'Prüf die Schreibweise, oder nimm Zahlen wie {address}.',
  ],
  ['Write it like {address}.', 'Schreib sie wie {address}.'],
  ['Give an IPv4 address and a port, such as {address}.', 'Gib eine IPv4-Adresse und einen Port an, wie {address}.'],
  ['Wait until a PC that has it is in the room.', 'Warte, bis ein PC, der es hat, im Raum ist.'],
  [
    'Wait until a PC with this version is in the room and has prepared it for sharing, then verify again.',
    'Warte, bis ein PC mit dieser Version im Raum ist und sie zum Teilen vorbereitet hat, und prüf dann noch einmal.',
  ],
  [
    'Verify again when a PC that has the game is in the room; the files were left as they are.',
    'Prüf noch einmal, wenn ein PC mit dem Spiel im Raum ist; die Dateien blieben, wie sie sind.',
  ],
  [
    'What was right is kept. Resume when another PC with this game is in the room.',
    'Was richtig war, bleibt. Setz fort, wenn ein anderer PC mit dem Spiel im Raum ist.',
  ],
  [
    'Ask the owner of that PC to verify the game, or download it instead.',
    'Bitte den Besitzer jenes PCs, das Spiel zu prüfen, oder lade es stattdessen.',
  ],
  [
    'Ask the owner of that PC to look at the game, or remove it there.',
    'Bitte den Besitzer jenes PCs, nach dem Spiel zu sehen oder es dort zu entfernen.',
  ],
  ['Pack them into archives.', 'Pack sie in Archive.'],
  [
    'Free at least {size} on the disk of {path}, or replace the old version in place: then there is no way back to it.',
    'Mach auf dem Laufwerk von {path} mindestens {size} frei, oder ersetze die alte Version an Ort und Stelle: Dann gibt es zu ihr kein Zurück.',
  ],
  [
    'Free at least {size} on the disk of {path}, then try again.',
    'Mach auf dem Laufwerk von {path} mindestens {size} frei und versuch es noch einmal.',
  ],
  [
    'Free at least {size} or choose a games folder on another disk.',
    'Mach mindestens {size} frei, oder wähle einen Spieleordner auf einem anderen Laufwerk.',
  ],
  [
    'Choose a games folder on a disk with NTFS, exFAT or ext4.',
    'Wähle einen Spieleordner auf einem Laufwerk mit NTFS, exFAT oder ext4.',
  ],
  ['Put {volume} beside it, or fetch the game again.', 'Leg {volume} daneben, oder lade das Spiel neu.'],
  ['Check the disk that holds {path}.', 'Prüf das Laufwerk, auf dem {path} liegt.'],
  ['Check the permissions of this file.', 'Prüf die Rechte dieser Datei.'],
  [
    'Close the other lanspread, or give this one another folder with --state-dir.',
    'Beende das andere Lanspread, oder gib diesem mit --state-dir einen anderen Ordner.',
  ],
  ['Choose another one with --state-dir.', 'Wähle mit --state-dir einen anderen.'],
  ['Check the network adapter and the chosen address.', 'Prüf die Netzwerkkarte und die gewählte Adresse.'],
  ['It reconnects by itself.', 'Sie kommt von selbst wieder.'],
];
