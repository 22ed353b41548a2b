// What a German window says of the peer's failures: every code, every sentence, every fact.
import { globSync, readFileSync } from 'node:fs';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { germanBanReason, germanError, germanFolderProblem, germanMessage, germanWait } from './german-errors.ts';
import { hints, messages, phrases, waits, wrappers, type Sentences } from './german-sentences.ts';
import { titledWait } from './titled-errors.ts';
import { errorCodes, type ErrorCode } from './peer-error.ts';
import * as waitSentences from './wait-sentences.ts';

describe('germanError', () => {
  it.each([
    ['archive-corrupt', 'a.eti is not a RAR archive.', 'OpenRA', 'a.eti ist kein RAR-Archiv.'],
    ['archive-corrupt', 'a.eti is odd.', 'OpenRA', 'Ein Archiv von OpenRA ist beschädigt. (a.eti is odd.)'],
    ['archive-corrupt', 'alice cannot unpack openra: a.eti is not a RAR archive.', 'OpenRA', 'alice kann OpenRA nicht entpacken: a.eti ist kein RAR-Archiv.'],
    ['disk-full', '112 MB of free space are needed to update openra, but only 80.5 kB are free.', 'OpenRA', 'Es werden 112 MB freier Platz gebraucht (OpenRA aktualisieren), frei sind aber nur 80,5 KB.'],
    ['disk-full', 'Unpacking needs 1.5 GiB, and 900 bytes are free on this disk.', null, 'Zum Entpacken werden 1,5 GiB freier Platz gebraucht, frei sind aber nur 900 Byte.'],
    ['disk-full', 'Could not download openra: the disk is full (/games/a b).', 'OpenRA', 'Das Laufwerk ist voll (OpenRA laden: /games/a b).'],
    ['disk-error', 'Could not install openra: EIO: i/o error (/games/x).', 'OpenRA', 'Ein Fehler des Laufwerks (OpenRA installieren): EIO: i/o error (/games/x).'],
    ['disk-error', '/games/x is in the way: a file belongs there.', null, '/games/x ist im Weg: Dorthin gehört eine Datei.'],
    ['bad-manifest', 'The file list of openra from alice is refused. "a" is both a file and a folder.', 'OpenRA', 'Die Dateiliste, die alice von OpenRA hat, wird abgelehnt. „a“ ist zugleich Datei und Ordner.'],
    ['cannot-play', 'game_start.sh of OpenRA ended with code 3.', 'OpenRA', 'game_start.sh von OpenRA endete mit Code 3.'],
    ['cannot-play', 'Nothing is known.', null, 'Das Spiel ließ sich nicht starten. (Nothing is known.)'],
    ['game-running', 'The server of OpenRA is running already.', 'OpenRA', 'Der Server von OpenRA läuft schon.'],
    ['game-running', 'It runs.', null, 'Das Spiel läuft.'],
    ['game-dir-unusable', '/games: This folder does not exist.', null, '/games: Diesen Ordner gibt es nicht.'],
    ['game-dir-unusable', 'The games folder is gone (/games).', null, 'Der Spieleordner ist weg (/games).'],
    ['game-dir-unusable', '"games" is not a full path.', null, '„games“ ist kein vollständiger Pfad.'],
    ['bad-settings', '/root: You have no permission to use this folder.', null, '/root: Für diesen Ordner fehlt dir die Berechtigung.'],
    ['bad-settings', 'This player name cannot be used.', null, 'Dieser Spielername geht nicht.'],
    ['internal', "EACCES: permission denied, open '/a/b'", null, 'Für /a/b fehlt die Berechtigung (open).'],
    ['internal', 'Something rare.', 'OpenRA', 'Das hätte nicht passieren dürfen. (Something rare.)'],
  ] as const)('%s: %s', (code, message, title, german) => {
    expect(germanError({ code, message }, title)).toMatchObject({ code, message: german });
  }); // prettier-ignore

  it('says what to do as the peer does, else what fits the code', () => {
    const hintOf = (code: ErrorCode, hint?: string) =>
      germanError({ code, message: 'x', ...(hint === undefined ? {} : { hint }) }, 'OpenRA').hint;
    expect(hintOf('disk-full', 'Free at least 1.5 GB on the disk of /games, then try again.')).toBe(
      'Mach auf dem Laufwerk von /games mindestens 1,5 GB frei und versuch es noch einmal.',
    );
    expect(hintOf('cannot-play', 'What it wrote is in /logs/a.log.')).toBe(
      'Was sie ausgegeben hat, steht in /logs/a.log.',
    );
    expect(hintOf('disk-full', 'Something new.')).toBe('Mach Platz und versuch es noch einmal.');
    expect(hintOf('archive-missing', 'Verify its files: what is missing is fetched again.')).toBe(
      'Prüf seine Dateien: was fehlt, wird neu geholt.',
    );
    expect(hintOf('not-downloaded')).toBe('Lade es zuerst.');
    expect(hintOf('paused')).toBeUndefined();
  });

  it.each(errorCodes)('has German words for %s', (code) => {
    const english = 'Something rare happened.';
    const { message, hint } = germanError({ code, message: english, hint: 'Do something rare.' }, 'OpenRA');
    expect(message.replace(`(${english})`, '')).not.toContain('rare');
    expect(message.length).toBeGreaterThan(10);
    expect(hint ?? '').not.toContain('rare');
  });
});

const factsOf = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name));
const tables: [string, Sentences][] = [
  ...Object.entries(messages),
  ['wrappers', wrappers],
  ['phrases', phrases],
  ['hints', hints],
  ['waits', waits],
];

it.each(tables)('names the same facts in both languages: %s', (_table, sentences) => {
  for (const [english, german] of sentences) expect(factsOf(german), english).toEqual(factsOf(english));
});

it.each(Object.entries(messages))('lets no sentence stand before a more special one: %s', (code, sentences) => {
  const filled = (text: string) => text.replaceAll(/\{(\w+)\}/gu, '«$1»');
  for (const [english, german] of sentences) {
    expect(germanMessage(code as ErrorCode, filled(english), null)).toBe(filled(german));
  }
});

interface Node {
  type: string;
  [key: string]: unknown;
}

/** Every `new PeerError(code, sentence)` of a source whose sentence stands there, with marks for its facts. */
function errorsIn(source: string): { code: ErrorCode; sentence: string; facts: string[] }[] {
  const found: ReturnType<typeof errorsIn> = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    const [code, sentence] = (node['arguments'] ?? []) as Node[];
    if (node.type === 'NewExpression' && (node['callee'] as Node)['name'] === 'PeerError') {
      const read = sentence === undefined ? null : readSentence(sentence, source);
      if (typeof code?.['value'] === 'string' && read !== null)
        found.push({ code: code['value'] as ErrorCode, ...read });
    }
    for (const [key, child] of Object.entries(node)) if (key !== 'type') visit(child);
  };
  visit(parseAst(source, { lang: 'ts' }));
  return found;
}

/** A title is put in by the window itself; any other expression is a fact. */
const namesGame = /^(?:gameId|title|game|\w+\.(?:gameId|title))$/u;

function readSentence(node: Node, source: string): { sentence: string; facts: string[] } | null {
  if (node.type === 'Literal') return { sentence: String(node['value']), facts: [] };
  if (node.type !== 'TemplateLiteral') return null;
  const quasis = node['quasis'] as { value: { cooked: string } }[];
  const marks = (node['expressions'] as { start: number; end: number }[]).map(({ start, end }, index) => ({
    mark: `«${index}»`,
    isGame: namesGame.test(source.slice(start, end)),
  }));
  const sentence = quasis.map(({ value }, index) => value.cooked + (marks[index]?.mark ?? '')).join('');
  return { sentence, facts: marks.filter(({ isGame }) => !isGame).map(({ mark }) => mark) };
}

/** What only the command line says, or only another peer hears. */
const unheard = /headless\/|start-options\.ts$/u;

it('carries every fact of every sentence that the program makes', () => {
  const files = globSync('src-{main,shared}/**/*.ts').filter(
    (file) => !/\.test\.ts$|\/testing\//u.test(file) && !unheard.test(file),
  );
  const errors = files.flatMap((file) => errorsIn(readFileSync(file, 'utf8')).map((error) => ({ file, ...error })));
  expect(errors.length).toBeGreaterThan(100);
  const lost = errors.flatMap(({ file, code, sentence, facts }) => {
    const german = germanMessage(code, sentence, 'OpenRA');
    return facts.every((fact) => german.includes(fact)) ? [] : [`${file}: ${code}: ${sentence} → ${german}`];
  });
  expect(lost).toEqual([]);
});

const { waitsForRest, waitsForTurn, waitsUntilClosed, waitsForBusy, waitsForReturn, ...unsaid } = waitSentences;

it('looks at everything that is waited for', () => expect(Object.keys(unsaid)).toEqual([]));

it.each([waitsForRest, waitsForTurn, waitsUntilClosed, waitsForBusy('openra'), waitsForReturn('openra')])(
  'says it: %s',
  (english) => {
    const german = germanWait(english, 'OpenRA');
    expect(german).not.toBe(germanWait('Something new.', null));
    expect([german, titledWait(english, 'OpenRA')].join(' ')).not.toMatch(/openra/u);
    expect(german.includes('OpenRA')).toBe(english.includes('openra'));
  },
);

it('keeps the facts of a ban and of a folder', () => {
  expect(germanBanReason('alice sent wrong bytes of a/b (1).eti (piece 3).')).toBe(
    'alice hat falsche Bytes von a/b (1).eti geschickt (Stück 3).',
  );
  expect(germanBanReason('For another reason.')).toBe('For another reason.');
  expect(germanFolderProblem('This folder cannot be used: EIO.')).toBe('Dieser Ordner lässt sich nicht benutzen: EIO.');
});
