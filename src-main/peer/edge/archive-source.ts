// The archive engine as serving needs it: what an archive holds, and its files one after the other.
import type { StreamInstallProvider } from './stream-install.ts';
import type { Unpacker } from './unpacker.ts';

export type ArchiveSource = Pick<Unpacker, 'list'> & StreamInstallProvider;
