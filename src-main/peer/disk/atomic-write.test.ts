import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFileAtomic } from './atomic-write.ts';
import { injectFaults, type Fault } from './fault-layer.ts';
import { createVolatileDisk, type PowerCut } from './power-cut.ts';
import { realDisk } from './real-disk.ts';
import { makeTempDir } from './testing/temp-dir.ts';

test('takes temporary, sync, rename and directory sync, in this order', async () => {
  await using dir = await makeTempDir();
  const { disk, steps } = injectFaults(realDisk);
  await writeFileAtomic(disk, join(dir.path, 'note'), 'text');
  expect(steps.map((step) => step.split(' ')[0])).toEqual(['writeText', 'syncFile', 'rename', 'syncDir']);
  expect(await realDisk.list(dir.path)).toEqual(['note']);
});

const faults: Fault[] = [
  { kind: 'crash', when: 'after' },
  { kind: 'crash', when: 'half-done' },
  { kind: 'error', code: 'EIO', halfDone: false },
  { kind: 'error', code: 'ENOSPC', halfDone: true },
];
const cuts: (PowerCut | null)[] = [null, 'data-lost', 'names-lost'];
const cases = [0, 1, 2, 3].flatMap((step) => faults.flatMap((fault) => cuts.map((cut) => ({ step, fault, cut }))));

test.each(cases)('the old or the new text after $fault at step $step, power cut $cut', async ({ step, fault, cut }) => {
  await using dir = await makeTempDir();
  const path = join(dir.path, 'note');
  await writeFileAtomic(realDisk, path, 'the old text');
  const volatile = await createVolatileDisk(realDisk);
  const { disk } = injectFaults(volatile.disk, { step, fault });
  await writeFileAtomic(disk, path, 'the new text').catch(() => undefined);
  if (cut !== null) await volatile.cutPower(cut);
  await volatile.dispose();
  expect(['the old text', 'the new text']).toContain(await realDisk.readText(path));
});

test('a failed write leaves no temporary file', async () => {
  await using dir = await makeTempDir();
  const { disk } = injectFaults(realDisk, { step: 0, fault: { kind: 'error', code: 'ENOSPC', halfDone: true } });
  await expect(writeFileAtomic(disk, join(dir.path, 'note'), 'text')).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(await realDisk.list(dir.path)).toEqual([]);
});
