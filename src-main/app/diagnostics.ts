// One zip file that helps to find out what is wrong, and tells nobody who was there.
import { cpus, homedir, hostname, release, totalmem, userInfo } from 'node:os';
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';
import type { LogLine } from '../../src-shared/log-line.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import type { UnpackRun } from '../../src-shared/unpack-run.ts';
import type { LogTail } from './log-tail.ts';
import { createRedactor, redactDeep, type Person } from './redact.ts';
import { writeStoredZip } from './stored-zip.ts';

export interface DiagnosticsInput {
  snapshot: AppSnapshot;
  runs: readonly UnpackRun[];
  log: Pick<LogTail, 'read' | 'earlierCount'>;
  /** Everybody who was met since the start, with the names of then. */
  people: readonly Person[];
  at: Date;
}

export interface Diagnostics {
  name: string;
  bytes: Buffer;
}

export function makeDiagnostics(input: DiagnosticsInput, pc = readPc()): Diagnostics {
  const { snapshot, at } = input;
  const { self, settings, network } = snapshot;
  const here = [self.name, settings.playerName].map((name) => ({ peerId: self.peerId, name, address: null }));
  const own = self.addresses.map((address) => ({ peerId: self.peerId, name: '', address }));
  const redact = createRedactor({ ...pc, people: [...here, ...own, ...snapshot.peers, ...input.people] });
  const json = (value: unknown) => `${JSON.stringify(redactDeep(value, redact), null, 2)}\n`;
  const files: Record<string, string> = {
    'README.txt': readme,
    'versions.json': json(describeVersions(snapshot, at)),
    'settings.json': json(settings),
    'room.json': json({ self, network, peers: snapshot.peers }),
    'library.json': json(summarizeLibrary(snapshot)),
    'unpack-log.json': json(input.runs),
    'application.log': tellLines(input.log).map(redact).join('\n'),
  };
  const entries = Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text, 'utf8') }));
  const day = at.toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
  return { name: `lanspread-diagnostics-${day}.zip`, bytes: writeStoredZip(entries, at) };
}

const readme = `What this is: versions, settings, the room, the library in numbers, and the logs of Lanspread on one PC.
What was taken out: the home folder (~), names of players, of this PC and of its user, peer ids and addresses. Each has
the same placeholder in all files. There are no keys and no files of games in here.
`;

/** Names in lines of an earlier run are unknown, so of those only errors are told, which name no players. */
function tellLines({ read, earlierCount }: DiagnosticsInput['log']): string[] {
  const isTold = ({ seq, level }: LogLine) => seq > earlierCount || level === 'error';
  return read(0)
    .filter(isTold)
    .map(({ atMs, level, message }) => `${new Date(atMs).toISOString()} ${level.padEnd(5)} ${message}`);
}

function describeVersions({ self, host, catalogSize }: AppSnapshot, at: Date): object {
  const { node, electron, chrome } = process.versions;
  return {
    lanspread: self.appVersion,
    protocol: self.protocolVersion,
    host,
    node,
    electron,
    chrome,
    system: `${process.platform} ${release()} ${process.arch}`,
    cores: cpus().length,
    memoryBytes: totalmem(),
    upSeconds: Math.round(process.uptime()),
    catalogSize,
    at: at.toISOString(),
  };
}

function summarizeLibrary(snapshot: AppSnapshot): object {
  const { games, gameDir, operations, queue, downloads, installs, verifications, hashing, running } = snapshot;
  const here = games.filter((row) => row.downloaded || row.installed);
  return {
    gameDir,
    known: games.length,
    downloaded: games.filter((row) => row.downloaded).length,
    installed: games.filter((row) => row.installed).length,
    here: here.map(({ id, version, localVersion, installedVersion, downloaded, installed, localBytes, peerCount }) => ({
      id,
      version,
      localVersion,
      installedVersion,
      downloaded,
      installed,
      localBytes,
      peerCount,
    })),
    operations,
    queue,
    downloads,
    installs,
    verifications,
    hashing,
    running,
  };
}

function readPc(): { home: string; hostName: string; userName: string } {
  return { home: homedir(), hostName: hostname(), userName: readUserName() };
}

function readUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

/** Remembers who was met: people leave, and their names stay in the log. */
export function createKnownPeople(): { note: (event: PeerEvent) => void; list: () => Person[] } {
  const people = new Map<string, Person>();
  return {
    note: (event) => {
      if (event.kind !== 'peer-connected' && event.kind !== 'peer-updated') return;
      const { peerId, name, address, hostName } = event.peer;
      people.set(JSON.stringify([peerId, name, address, hostName]), { peerId, name, address, hostName });
    },
    list: () => [...people.values()],
  };
}
