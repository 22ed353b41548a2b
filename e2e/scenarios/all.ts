// The matrix: every scenario, in the order of their numbers.
import { changeRows } from './rows/changes.ts';
import { claimRows } from './rows/claims.ts';
import { diskFullRows } from './rows/disk-full.ts';
import { downloadRows } from './rows/downloads.ts';
import { installRows } from './rows/install.ts';
import { laneRows } from './rows/lanes.ts';
import { meshRows } from './rows/mesh.ts';
import { queueRows } from './rows/queue.ts';
import { requestRows } from './rows/requests.ts';
import { resumeRows } from './rows/resume.ts';
import { roomRows } from './rows/room.ts';
import { sourceRows } from './rows/sources.ts';
import { streamedRows } from './rows/streamed.ts';
import { swarmRows } from './rows/swarm.ts';
import { verifyRows } from './rows/verify.ts';
import type { Scenario } from './scenario.ts';

const numberOf = ({ id }: Scenario): number => Number(id.slice(1));

export const scenarios: readonly Scenario[] = [
  ...roomRows,
  ...downloadRows,
  ...sourceRows,
  ...resumeRows,
  ...diskFullRows,
  ...swarmRows,
  ...queueRows,
  ...verifyRows,
  ...laneRows,
  ...meshRows,
  ...installRows,
  ...streamedRows,
  ...changeRows,
  ...requestRows,
  ...claimRows,
].toSorted((a, b) => numberOf(a) - numberOf(b));
