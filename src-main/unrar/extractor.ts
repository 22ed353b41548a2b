// The RAR engine bound to one archive: it can read this archive's volumes and nothing else, and writes only to a sink.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { Extractor, UnrarError, type SeekMethod } from 'node-unrar-js/dist/js/Extractor.js';
import type { PeerError } from '../../src-shared/peer-error.ts';
import {
  archiveLink,
  corruptArchive,
  encryptedArchive,
  readFailure,
  unsupportedArchive,
  writeFailure,
} from './archive-error.ts';
import type { EngineEntry } from './plan-entries.ts';

/** The compiled engine, as `load-engine.ts` answers it. */
export interface Engine {
  HEAPU8: Uint8Array;
  /** The engine calls back to this one; hence one archive per thread. */
  extractor: unknown;
}

export interface ExtractSink {
  directory?: (entry: EngineEntry) => void;
  /** True leaves the file out; where later files need it, the engine unpacks it all the same, for itself. */
  skip?: (entry: EngineEntry) => boolean;
  begin: (entry: EngineEntry) => void;
  /** A view into the engine's memory, dead when the call returns. */
  data: (bytes: Uint8Array) => void;
  end: (entry: EngineEntry) => void;
}

interface OpenFile {
  /** File descriptor, or null for what the engine believes to be its output. */
  fd: number | null;
  position: number;
  size: number;
}

/** What the engine takes for the volumes' names, so that it never sees a path of this computer. */
const engineVolumeName = (number: number) => `archive.part${String(number).padStart(6, '0')}.rar`;

export class ArchiveExtractor extends Extractor {
  protected override _filePath = engineVolumeName(1);
  readonly #engine: Engine;
  readonly #volumes: Map<string, string>;
  readonly #archive: string;
  readonly #step: () => void;
  readonly #open = new Map<number, OpenFile>();
  #nextHandle = 1;
  #sink: ExtractSink | null = null;

  /** `volumes`: paths in order. `step` is called at every read and may throw to stop. */
  constructor(engine: Engine, volumes: readonly string[], step: () => void) {
    super(engine);
    this.#engine = engine;
    this.#volumes = new Map(volumes.map((path, index) => [engineVolumeName(index + 1), path]));
    this.#archive = basename(volumes[0] ?? '');
    this.#step = step;
    engine.extractor = this;
  }

  /** All entries with their raw names. Throws PeerError `archive-*`. */
  listEntries(): EngineEntry[] {
    return this.#guard(() => Array.from(this.getFileList().fileHeaders, (header) => toEngineEntry(header)));
  }

  /** Goes through every entry in archive order. Throws PeerError `archive-*` or whatever the sink throws. */
  extractTo(sink: ExtractSink) {
    this.#sink = sink;
    const files = (header: Parameters<typeof toEngineEntry>[0]) => wantsBytes(sink, toEngineEntry(header));
    this.#guard(() => {
      for (const { fileHeader } of this.extract({ files }).files) sink.end(toEngineEntry(fileHeader));
    });
  }

  #guard<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw error instanceof UnrarError ? engineFailure(this.#archive, error) : error;
    } finally {
      for (const { fd } of this.#open.values()) if (fd !== null) closeSync(fd);
      this.#open.clear();
    }
  }

  /** Throws for everything but the volumes: an answer that means "not there" would make the engine ask for ever. */
  protected override open(name: string): number {
    const path = this.#volumes.get(name);
    if (path === undefined) throw archiveLink(this.#archive, name, 'a reference to a file outside');
    try {
      const fd = openSync(path, 'r');
      return this.#addFile({ fd, position: 0, size: fstatSync(fd).size });
    } catch (error) {
      throw readFailure(basename(path), error);
    }
  }

  protected override create(): number {
    return this.#addFile({ fd: null, position: 0, size: 0 });
  }

  protected override closeFile(handle: number) {
    const { fd } = this.#file(handle);
    this.#open.delete(handle);
    if (fd !== null) closeSync(fd);
  }

  protected override read(handle: number, pointer: number, length: number): number {
    this.#step();
    const file = this.#file(handle);
    if (file.fd === null) return 0;
    try {
      const count = readSync(file.fd, this.#engine.HEAPU8, pointer, length, file.position);
      file.position += count;
      return count;
    } catch (error) {
      throw readFailure(this.#archive, error);
    }
  }

  protected override write(handle: number, pointer: number, length: number): boolean {
    const file = this.#file(handle);
    file.position += length;
    file.size += length;
    this.#sink?.data(this.#engine.HEAPU8.subarray(pointer, pointer + length));
    return true;
  }

  protected override tell(handle: number): number {
    return this.#file(handle).position;
  }

  protected override seek(handle: number, offset: number, method: SeekMethod): boolean {
    const file = this.#file(handle);
    const bases = { SET: 0, CUR: file.position, END: file.size };
    const position = bases[method] + offset;
    if (position < 0 || position > file.size) return false;
    file.position = position;
    return true;
  }

  #addFile(file: OpenFile): number {
    const handle = this.#nextHandle++;
    this.#open.set(handle, file);
    return handle;
  }

  #file(handle: number): OpenFile {
    const file = this.#open.get(handle);
    if (file === undefined) throw corruptArchive(this.#archive, 'made the unpacker use a file that is not open');
    return file;
  }
}

/** Asked before the engine reads the entry's bytes. */
function wantsBytes(sink: ExtractSink, entry: EngineEntry): boolean {
  if (entry.directory) sink.directory?.(entry);
  if (entry.directory || sink.skip?.(entry) === true) return false;
  sink.begin(entry);
  return true;
}

function toEngineEntry(header: {
  name: string;
  unpSize: number;
  flags: { directory: boolean; encrypted: boolean };
}): EngineEntry {
  const { name, unpSize, flags } = header;
  return { name, size: unpSize, directory: flags.directory, encrypted: flags.encrypted };
}

function engineFailure(archive: string, error: UnrarError): PeerError {
  const where = error.file === undefined ? 'is damaged' : `is damaged: ${error.file} does not match its checksum`;
  switch (error.reason) {
    case 'ERAR_MISSING_PASSWORD':
    case 'ERAR_BAD_PASSWORD':
      return encryptedArchive(archive);
    case 'ERAR_NO_MEMORY':
      return unsupportedArchive(
        archive,
        'needs more memory than there is',
        'pack it with a dictionary of at most 1 GiB',
      );
    case 'ERAR_UNKNOWN_FORMAT':
      return unsupportedArchive(archive, 'was packed in a way that lanspread cannot read', 'pack it again as RAR5');
    case 'ERAR_EREFERENCE':
      return archiveLink(archive, error.file ?? 'an entry', 'a reference to another file');
    case 'ERAR_ECREATE':
    case 'ERAR_EWRITE':
    case 'ERAR_ECLOSE':
      return writeFailure(error.file ?? archive, error);
    case 'ERAR_EOPEN':
    case 'ERAR_EREAD':
      return corruptArchive(archive, 'is cut off before its end');
    case 'ERAR_BAD_ARCHIVE':
      return corruptArchive(archive, 'is not a RAR archive');
    case 'ERAR_BAD_DATA':
    case 'ERAR_SMALL_BUF':
    case 'ERAR_UNKNOWN':
      return corruptArchive(archive, where);
  }
}
