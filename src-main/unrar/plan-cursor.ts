// Goes along a plan while the engine goes through the archive: both must come to the same entries, in the same order.
import { corruptArchive } from './archive-error.ts';
import type { EngineEntry, PlannedEntry } from './plan-entries.ts';

/** Throws PeerError `archive-corrupt` when the archive is not the one that was planned for. */
export class PlanCursor {
  readonly #archive: string;
  readonly #entries: readonly PlannedEntry[];
  #next = 0;

  constructor(archive: string, entries: readonly PlannedEntry[]) {
    this.#archive = archive;
    this.#entries = entries;
  }

  /** The path of the entry in hand. */
  get path(): string {
    return this.#entries[this.#next - 1]?.path ?? '';
  }

  /** Answers what was planned for the entry that the engine has come to. */
  advance(entry: EngineEntry): PlannedEntry {
    const planned = this.#entries[this.#next];
    const size = entry.directory ? 0 : entry.size;
    if (planned === undefined || entry.name !== planned.engineName || size !== planned.size) throw this.#changed();
    this.#next += 1;
    return planned;
  }

  /** Says that the engine is through. */
  finish() {
    if (this.#next !== this.#entries.length) throw this.#changed();
  }

  #changed() {
    return corruptArchive(this.#archive, 'changed while it was being unpacked');
  }
}
