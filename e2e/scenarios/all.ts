// The matrix: every scenario, in the order of their numbers.
import { changeRows } from './rows/changes.ts';
import { claimRows } from './rows/claims.ts';
import { downloadRows } from './rows/downloads.ts';
import { installRows } from './rows/install.ts';
import { requestRows } from './rows/requests.ts';
import { roomRows } from './rows/room.ts';
import { sourceRows } from './rows/sources.ts';
import type { Scenario } from './scenario.ts';

const numberOf = ({ id }: Scenario): number => Number(id.slice(1));

export const scenarios: readonly Scenario[] = [
  ...roomRows,
  ...downloadRows,
  ...sourceRows,
  ...installRows,
  ...changeRows,
  ...requestRows,
  ...claimRows,
].toSorted((a, b) => numberOf(a) - numberOf(b));
