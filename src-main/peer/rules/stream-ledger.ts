// Keeps count of what a stream of archives has brought, over several senders: refuses whatever is not as it was planned.
import { PeerError } from '../../../src-shared/peer-error.ts';
import { caseKey } from './safe-path.ts';
import type { PlannedArchive, StreamPlan, StreamPosition } from './stream-plan.ts';

/** Folders that only paths imply: a few for each archive that does not name its own, and an end for a hostile one. */
const maxImpliedFolders = 100_000;

/** Every call throws `protocol-error` when it is out of place, and then changes nothing that `restart` does not undo. */
export interface StreamLedger {
  readonly plan: StreamPlan;
  /** Where the next sender has to begin. */
  readonly position: StreamPosition;
  /** Of all files that are whole. */
  readonly verifiedBytes: number;
  /** Another sender begins at the position: what the last one has not finished is forgotten. */
  restart: () => void;
  beginArchive: (name: string) => void;
  addDirectory: (path: string) => void;
  beginFile: (path: string, size: number) => void;
  takeBytes: (count: number) => void;
  /** Throws unless all bytes of the open file have come. */
  requireWhole: () => void;
  /** The open file is whole and right. */
  endFile: () => void;
  endArchive: () => void;
  requireComplete: () => void;
}

interface OpenFile {
  path: string;
  size: number;
  bytes: number;
}

/** Paths are parsed as safe already; `reserved` names, in lower case, may not be the first part of one. */
export function createStreamLedger(plan: StreamPlan, reserved: readonly string[]): StreamLedger {
  const names = createClaimedNames(reserved);
  const position: StreamPosition = { archive: 0, files: 0 };
  let verifiedBytes = 0;
  let archiveBytes = 0;
  let directories = 0;
  let begun = false;
  let open: OpenFile | null = null;

  const current = (): PlannedArchive => {
    const archive = plan[position.archive];
    if (!begun || archive === undefined) throw outOfPlace('outside of an archive');
    return archive;
  };
  const between = (): PlannedArchive => {
    if (open !== null) throw outOfPlace(`in the middle of ${open.path}`);
    return current();
  };
  const inFile = (): OpenFile => {
    current();
    if (open === null) throw outOfPlace('outside of a file');
    return open;
  };
  const requireWhole = (): OpenFile => {
    const file = inFile();
    if (file.bytes === file.size) return file;
    throw outOfPlan(`ended ${file.path} after ${file.bytes} of ${file.size} bytes`);
  };

  return {
    plan,
    get position() {
      return { ...position };
    },
    get verifiedBytes() {
      return verifiedBytes;
    },
    restart: () => {
      if (open !== null) names.release(open.path);
      open = null;
      begun = false;
      directories = 0;
    },
    beginArchive: (name) => {
      if (begun) throw outOfPlace('before the end of the archive before');
      if (plan[position.archive]?.name !== name) throw outOfPlan(`began the archive ${name}, whose turn it is not`);
      begun = true;
    },
    addDirectory: (path) => {
      const archive = between();
      if (directories >= archive.directories) throw outOfPlan(`sent more folders than ${archive.name} holds`);
      directories += 1;
      names.claimFolder(path);
    },
    beginFile: (path, size) => {
      const archive = between();
      if (position.files >= archive.files) throw outOfPlan(`sent more files than ${archive.name} holds`);
      if (size > archive.unpackedBytes - archiveBytes) throw outOfPlan(`sent more bytes than ${archive.name} holds`);
      names.claimFile(path);
      open = { path, size, bytes: 0 };
    },
    takeBytes: (count) => {
      const file = inFile();
      if (count > file.size - file.bytes) throw outOfPlan(`sent more bytes of ${file.path} than it has`);
      file.bytes += count;
    },
    requireWhole: () => void requireWhole(),
    endFile: () => {
      const { size } = requireWhole();
      open = null;
      position.files += 1;
      archiveBytes += size;
      verifiedBytes += size;
    },
    endArchive: () => {
      const { name, files, unpackedBytes } = between();
      const whole = position.files === files && archiveBytes === unpackedBytes;
      if (!whole) throw outOfPlan(`ended the archive ${name} before all of it was here`);
      position.archive += 1;
      position.files = 0;
      archiveBytes = 0;
      directories = 0;
      begun = false;
    },
    requireComplete: () => {
      if (begun || position.archive < plan.length) throw outOfPlan('said that it was done before it was');
    },
  };
}

interface ClaimedNames {
  claimFolder: (path: string) => void;
  claimFile: (path: string) => void;
  /** The file is not there any more. */
  release: (path: string) => void;
}

/** Over all archives: no two names may be one on any system. */
function createClaimedNames(reserved: readonly string[]): ClaimedNames {
  const claimed = new Map<string, { path: string; folder: boolean }>();
  let implied = 0;

  const claimParents = (path: string) => {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      if (claimAsFolder(path.slice(0, end))) implied += 1;
      if (implied > maxImpliedFolders) throw outOfPlan('sent an endless number of folders');
    }
  };
  /** Whether it was new. */
  const claimAsFolder = (path: string): boolean => {
    const key = caseKey(path);
    const known = claimed.get(key);
    if (known === undefined) claimed.set(key, { path, folder: true });
    else if (!known.folder || known.path !== path) throw clash(known.path, path);
    return known === undefined;
  };
  const check = (path: string) => {
    const top = caseKey(path.split('/', 1)[0] ?? '');
    if (reserved.includes(top)) throw outOfPlan(`sent ${path}, a name that lanspread uses`);
  };

  return {
    claimFolder: (path) => {
      check(path);
      claimParents(path);
      claimAsFolder(path);
    },
    claimFile: (path) => {
      check(path);
      claimParents(path);
      const known = claimed.get(caseKey(path));
      if (known !== undefined) throw clash(known.path, path);
      claimed.set(caseKey(path), { path, folder: false });
    },
    release: (path) => void claimed.delete(caseKey(path)),
  };
}

const clash = (one: string, other: string): PeerError =>
  outOfPlan(one === other ? `sent ${one} twice` : `sent ${one} and ${other}, which cannot stand side by side`);

const outOfPlan = (what: string): PeerError => new PeerError('protocol-error', `Another PC ${what}.`);
const outOfPlace = (where: string): PeerError => outOfPlan(`sent something ${where}`);
