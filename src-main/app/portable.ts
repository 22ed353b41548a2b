// Finds out whether the program carries its state with it, on a stick for example.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { portableMarkName, portableStateDirName } from '../peer/disk/names.ts';

export interface ProgramPlace {
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Absolute path of the running executable. */
  executable: string;
}

/** The state folder beside the program; null when the state belongs to the user of this PC. */
export function findPortableDir({ argv, env, executable }: ProgramPlace): string | null {
  // Both unpack themselves elsewhere, and say where they came from.
  const beside = env['PORTABLE_EXECUTABLE_DIR'] ?? dirname(env['APPIMAGE'] ?? executable);
  const isPortable = argv.includes('--portable') || existsSync(join(beside, portableMarkName));
  return isPortable ? join(beside, portableStateDirName) : null;
}
