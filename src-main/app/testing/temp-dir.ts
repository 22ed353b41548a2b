// A temporary directory that goes with its test.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export async function makeTempDir(): Promise<string> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'lanspread-test-')));
  onTestFinished(async () => rm(path, { recursive: true, force: true }));
  return path;
}
