// What the network check says, in words: what it found, why that matters, what to do. `{card}` stands for a fact.
import type { FindingCode } from './doctor.ts';

export interface FindingText {
  title: string;
  why: string;
  /** Empty where nothing is to be done. */
  fix: string;
}

const en: Record<FindingCode, FindingText> = {
  'no-adapter': {
    title: 'This PC is in no network',
    why: 'Without a network card that is linked, nobody can be found.',
    fix: 'Put the cable in or switch the Wi-Fi on, and look whether the card is disabled in the system.',
  },
  'only-virtual': {
    title: 'Only virtual network cards are up',
    why: '{cards} belong to a VPN or to virtual machines; the other PCs are behind a real one.',
    fix: 'Put the cable in or switch the Wi-Fi on.',
  },
  'no-address-server': {
    title: 'Nobody gives out addresses here',
    why: '{cards} gave itself an address. PCs with such an address only see each other.',
    fix: 'Look whether the router is on and connected. Without a router, all PCs have to be like this one.',
  },
  'adapter-good': { title: 'This PC is in a network', why: '{cards}', fix: '' },
  'vpn-route': {
    title: 'A VPN takes all traffic',
    why: '{card} is the way out of this PC. Many VPNs also cut off the local network.',
    fix: 'Switch the VPN off while you are here, or let it allow the local network.',
  },
  'link-slow': {
    title: '{card} is linked with {mbit} Mbit/s only',
    why: 'A gigabyte takes more than a minute, for this PC and for everybody who fetches from it.',
    fix: 'Try another cable and another socket of the switch: one broken wire pair is enough. Old switches can do no more.',
  },
  'link-half-duplex': {
    title: '{card} is half duplex',
    why: 'It cannot send and receive at the same time, and collisions make everything slow.',
    fix: 'Set speed and duplex of the card to automatic, on the switch too, and try another cable.',
  },
  'link-wireless': {
    title: '{card} is Wi-Fi',
    why: 'All PCs on the Wi-Fi share its speed, and bulk data makes games stutter.',
    fix: 'Use a cable where you can.',
  },
  'link-good': { title: '{card} is linked with {mbit} Mbit/s', why: 'Fast enough for a room.', fix: '' },
  'link-unknown': {
    title: 'The speed of {card} is not known',
    why: 'The system or the driver does not tell it.',
    fix: '',
  },
  'multicast-deaf': {
    title: '{card} does not hear multicast',
    why: 'That is how PCs find each other by themselves. A firewall or a security program swallows it.',
    fix: 'Allow Lanspread (UDP, port 5353) in the firewall. Until then, add PCs by their address.',
  },
  'multicast-good': { title: 'Multicast works on this PC', why: 'Other PCs can be found by themselves.', fix: '' },
  'multicast-unknown': {
    title: 'Multicast could not be tried',
    why: 'No network card could be asked, or another program keeps port 5353 to itself.',
    fix: 'If nobody appears, add PCs by their address.',
  },
  'multicast-off': {
    title: 'Finding PCs is switched off',
    why: 'Lanspread was started without mDNS.',
    fix: 'Add PCs by their address, or start it without that option.',
  },
  'peers-unreachable': {
    title: 'PCs are heard but do not answer',
    why: '{addresses} announce themselves, and every call fails. A firewall there, or a Wi-Fi that keeps PCs apart, does that.',
    fix: 'Allow Lanspread in the firewall over there. On Wi-Fi, look for “client isolation” or “guest network” in the router.',
  },
  'nobody-heard': {
    title: 'No other PC was heard',
    why: 'Nobody else is here yet, or their announcements do not get through.',
    fix: 'Compare the first three numbers of your addresses. If they are the same, add a PC by its address and look at the Wi-Fi’s client isolation.',
  },
  'peers-here': { title: 'Other PCs are here: {count}', why: 'They were found and they answer.', fix: '' },
  'version-mismatch': {
    title: 'Some PCs speak another version',
    why: '{peers} – this PC speaks {here}. Nothing is exchanged between them.',
    fix: 'Put the same Lanspread on all PCs.',
  },
  'twin-id': {
    title: 'Another PC has the identity of this one',
    why: '{hosts} says it is this very PC, so the others mix the two up. It happens when a state folder is copied.',
    fix: 'Close Lanspread on one of them and delete the folder “peer” in its state folder.',
  },
  'clock-ahead': {
    title: 'The clock of this PC is {by} ahead',
    why: 'The others in the room say it is earlier. Saved games and logs get times that do not fit together.',
    fix: 'Compare with a watch. If this PC is wrong, set its date and time, best to automatic; else tell the others.',
  },
  'clock-behind': {
    title: 'The clock of this PC is {by} behind',
    why: 'The others in the room say it is later. Saved games and logs get times that do not fit together.',
    fix: 'Compare with a watch. If this PC is wrong, set its date and time, best to automatic; else tell the others.',
  },
  'clock-good': { title: 'The clock is right', why: 'It says the same as those of the others.', fix: '' },
  'clock-unknown': {
    title: 'The clock could not be compared',
    why: 'No other PC that tells its time is here.',
    fix: '',
  },
  'firewall-blocked': {
    title: 'The Windows firewall blocks Lanspread',
    why: 'Others cannot reach this PC and get nothing from it.',
    fix: 'Open “Allow an app through Windows Firewall” and tick Lanspread for private networks.',
  },
  'firewall-no-rule': {
    title: 'The Windows firewall has no rule for Lanspread',
    why: 'What is not allowed is blocked, so others may not reach this PC.',
    fix: 'Open “Allow an app through Windows Firewall” and add Lanspread for private networks.',
  },
  'firewall-good': { title: 'The firewall lets Lanspread through', why: 'Others may call this PC.', fix: '' },
  'firewall-unknown': {
    title: 'The firewall could not be asked',
    why: 'This system does not tell whether one blocks Lanspread.',
    fix: 'If others cannot reach this PC, allow Lanspread’s port (UDP and TCP) and UDP 5353.',
  },
  'folder-unset': {
    title: 'No games folder is set',
    why: 'Nothing can be downloaded or shared.',
    fix: 'Choose one in the settings.',
  },
  'folder-unusable': {
    title: 'The games folder cannot be written to',
    why: '{path}: {problem}',
    fix: 'Choose another folder in the settings, or mend its permissions.',
  },
  'folder-full': {
    title: 'The games folder is almost full',
    why: 'Only {gigabytes} GB are free in {path}.',
    fix: 'Remove games you do not play, or choose a folder on another disk.',
  },
  'folder-good': { title: 'The games folder can be used', why: '{path}, {gigabytes} GB free', fix: '' },
  'reachable-good': { title: 'Others can reach this PC', why: 'A call from another PC came through.', fix: '' },
  'reachable-unknown': {
    title: 'Nobody has called this PC yet',
    why: 'Whether others can reach it shows when one of them does. Calls in the other direction prove nothing.',
    fix: 'Let somebody add this PC by its address.',
  },
};

const de: Record<FindingCode, FindingText> = {
  'no-adapter': {
    title: 'Dieser PC ist in keinem Netz',
    why: 'Ohne verbundene Netzwerkkarte wird niemand gefunden.',
    fix: 'Kabel einstecken oder WLAN einschalten, und nachsehen, ob die Karte im System deaktiviert ist.',
  },
  'only-virtual': {
    title: 'Nur virtuelle Netzwerkkarten sind verbunden',
    why: '{cards} gehören zu einem VPN oder zu virtuellen Maschinen; die anderen PCs sind hinter einer echten.',
    fix: 'Kabel einstecken oder WLAN einschalten.',
  },
  'no-address-server': {
    title: 'Hier vergibt niemand Adressen',
    why: '{cards} hat sich selbst eine gegeben. PCs mit so einer Adresse sehen nur einander.',
    fix: 'Nachsehen, ob der Router an und angeschlossen ist. Ohne Router müssen alle PCs so sein wie dieser.',
  },
  'adapter-good': { title: 'Dieser PC ist in einem Netz', why: '{cards}', fix: '' },
  'vpn-route': {
    title: 'Ein VPN nimmt den ganzen Verkehr',
    why: '{card} ist der Weg aus diesem PC hinaus. Viele VPNs schneiden auch das lokale Netz ab.',
    fix: 'Das VPN ausschalten, solange du hier bist, oder darin das lokale Netz erlauben.',
  },
  'link-slow': {
    title: '{card} ist nur mit {mbit} Mbit/s verbunden',
    why: 'Ein Gigabyte dauert mehr als eine Minute, für diesen PC und für alle, die von ihm holen.',
    fix: 'Ein anderes Kabel und eine andere Buchse am Switch versuchen: Ein kaputtes Adernpaar genügt. Alte Switches können nicht mehr.',
  },
  'link-half-duplex': {
    title: '{card} läuft halbduplex',
    why: 'Sie kann nicht gleichzeitig senden und empfangen, und Kollisionen machen alles langsam.',
    fix: 'Tempo und Duplex der Karte auf automatisch stellen, am Switch ebenso, und ein anderes Kabel versuchen.',
  },
  'link-wireless': {
    title: '{card} ist WLAN',
    why: 'Alle PCs im WLAN teilen sich sein Tempo, und große Übertragungen lassen Spiele ruckeln.',
    fix: 'Wo es geht, ein Kabel nehmen.',
  },
  'link-good': { title: '{card} ist mit {mbit} Mbit/s verbunden', why: 'Schnell genug für einen Raum.', fix: '' },
  'link-unknown': {
    title: 'Das Tempo von {card} ist nicht bekannt',
    why: 'Das System oder der Treiber verrät es nicht.',
    fix: '',
  },
  'multicast-deaf': {
    title: '{card} hört kein Multicast',
    why: 'So finden PCs einander von selbst. Eine Firewall oder ein Schutzprogramm verschluckt es.',
    fix: 'Lanspread (UDP, Port 5353) in der Firewall erlauben. Bis dahin: PCs über ihre Adresse hinzufügen.',
  },
  'multicast-good': { title: 'Multicast geht auf diesem PC', why: 'Andere PCs werden von selbst gefunden.', fix: '' },
  'multicast-unknown': {
    title: 'Multicast ließ sich nicht prüfen',
    why: 'Keine Netzwerkkarte ließ sich fragen, oder ein anderes Programm behält Port 5353 für sich.',
    fix: 'Wenn niemand auftaucht: PCs über ihre Adresse hinzufügen.',
  },
  'multicast-off': {
    title: 'Die Suche nach PCs ist ausgeschaltet',
    why: 'Lanspread wurde ohne mDNS gestartet.',
    fix: 'PCs über ihre Adresse hinzufügen, oder ohne diese Option starten.',
  },
  'peers-unreachable': {
    title: 'PCs sind zu hören, antworten aber nicht',
    why: '{addresses} melden sich, und jeder Anruf scheitert. Das macht eine Firewall dort oder ein WLAN, das PCs voneinander fernhält.',
    fix: 'Lanspread dort in der Firewall erlauben. Bei WLAN im Router nach „Client-Isolation“ oder „Gastnetz“ suchen.',
  },
  'nobody-heard': {
    title: 'Kein anderer PC war zu hören',
    why: 'Es ist noch niemand da, oder die Meldungen kommen nicht durch.',
    fix: 'Vergleicht die ersten drei Zahlen eurer Adressen. Sind sie gleich: einen PC über seine Adresse hinzufügen und nach der Client-Isolation des WLANs sehen.',
  },
  'peers-here': { title: 'Andere PCs sind da: {count}', why: 'Sie wurden gefunden und antworten.', fix: '' },
  'version-mismatch': {
    title: 'Einige PCs sprechen eine andere Version',
    why: '{peers} – dieser PC spricht {here}. Zwischen ihnen wird nichts ausgetauscht.',
    fix: 'Auf alle PCs gehört dasselbe Lanspread.',
  },
  'twin-id': {
    title: 'Ein anderer PC hat die Identität von diesem',
    why: '{hosts} gibt sich als genau dieser PC aus, und die anderen verwechseln die zwei. Das kommt vom Kopieren eines Zustandsordners.',
    fix: 'Auf einem der beiden Lanspread beenden und in seinem Zustandsordner den Ordner „peer“ löschen.',
  },
  'clock-ahead': {
    title: 'Die Uhr dieses PCs geht {by} vor',
    why: 'Bei den anderen im Raum ist es früher. Spielstände und Protokolle bekommen Zeiten, die nicht zueinander passen.',
    fix: 'Mit einer Armbanduhr vergleichen. Geht dieser PC falsch: Datum und Uhrzeit stellen, am besten automatisch; sonst den anderen Bescheid sagen.',
  },
  'clock-behind': {
    title: 'Die Uhr dieses PCs geht {by} nach',
    why: 'Bei den anderen im Raum ist es später. Spielstände und Protokolle bekommen Zeiten, die nicht zueinander passen.',
    fix: 'Mit einer Armbanduhr vergleichen. Geht dieser PC falsch: Datum und Uhrzeit stellen, am besten automatisch; sonst den anderen Bescheid sagen.',
  },
  'clock-good': { title: 'Die Uhr geht richtig', why: 'Sie zeigt dasselbe wie die der anderen.', fix: '' },
  'clock-unknown': {
    title: 'Die Uhr ließ sich nicht vergleichen',
    why: 'Kein anderer PC ist hier, der seine Zeit nennt.',
    fix: '',
  },
  'firewall-blocked': {
    title: 'Die Windows-Firewall blockiert Lanspread',
    why: 'Andere erreichen diesen PC nicht und bekommen nichts von ihm.',
    fix: '„Eine App durch die Windows-Firewall zulassen“ öffnen und bei Lanspread private Netzwerke ankreuzen.',
  },
  'firewall-no-rule': {
    title: 'Die Windows-Firewall hat keine Regel für Lanspread',
    why: 'Was nicht erlaubt ist, wird blockiert; andere erreichen diesen PC womöglich nicht.',
    fix: '„Eine App durch die Windows-Firewall zulassen“ öffnen und Lanspread für private Netzwerke hinzufügen.',
  },
  'firewall-good': { title: 'Die Firewall lässt Lanspread durch', why: 'Andere dürfen diesen PC anrufen.', fix: '' },
  'firewall-unknown': {
    title: 'Die Firewall ließ sich nicht fragen',
    why: 'Dieses System verrät nicht, ob eine Lanspread blockiert.',
    fix: 'Wenn andere diesen PC nicht erreichen: den Port von Lanspread (UDP und TCP) und UDP 5353 erlauben.',
  },
  'folder-unset': {
    title: 'Kein Spieleordner ist gewählt',
    why: 'Nichts lässt sich laden oder teilen.',
    fix: 'In den Einstellungen einen wählen.',
  },
  'folder-unusable': {
    title: 'In den Spieleordner lässt sich nicht schreiben',
    why: '{path}: {problem}',
    fix: 'In den Einstellungen einen anderen Ordner wählen, oder seine Rechte in Ordnung bringen.',
  },
  'folder-full': {
    title: 'Der Spieleordner ist fast voll',
    why: 'Nur {gigabytes} GB sind frei in {path}.',
    fix: 'Spiele entfernen, die du nicht spielst, oder einen Ordner auf einer anderen Platte wählen.',
  },
  'folder-good': { title: 'Der Spieleordner ist in Ordnung', why: '{path}, {gigabytes} GB frei', fix: '' },
  'reachable-good': { title: 'Andere erreichen diesen PC', why: 'Ein Anruf eines anderen PCs kam durch.', fix: '' },
  'reachable-unknown': {
    title: 'Noch niemand hat diesen PC angerufen',
    why: 'Ob andere ihn erreichen, zeigt sich, wenn es einer tut. Anrufe in die Gegenrichtung beweisen nichts.',
    fix: 'Lass jemanden diesen PC über seine Adresse hinzufügen.',
  },
};

export const doctorTexts = { en, de };

/** Puts the facts of a finding into one of its texts. */
export function fillIn(text: string, about: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => about[name] ?? whole);
}
