// Reads the files of former versions, of which only the facts are known and not every spelling. Pure.
import { z } from 'zod';
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import type { IntentKind } from '../rules/recovery-action.ts';

export interface LegacyIntent {
  kind: Exclude<IntentKind, 'UninstallingKeepingFiles'>;
  gameId: GameId;
  version: GameVersion | null;
}

const kinds: Record<string, LegacyIntent['kind']> = {
  none: 'None',
  installing: 'Installing',
  updating: 'Updating',
  uninstalling: 'Uninstalling',
};

const text = z.string();
const intentSchema = z
  .object({
    intent: text,
    kind: text,
    id: text,
    game_id: text,
    version: text.nullable(),
    eti_version: text.nullable(),
  })
  .partial();

/** null when it says not what was meant, or for which game. */
export function parseLegacyIntent(json: string): LegacyIntent | null {
  const parsed = intentSchema.safeParse(parseJson(json));
  if (!parsed.success) return null;
  const { intent, kind: spelledOtherwise, id, game_id, version, eti_version } = parsed.data;
  const kind = kinds[(intent ?? spelledOtherwise ?? '').toLowerCase()];
  const gameId = id ?? game_id;
  if (kind === undefined || gameId === undefined) return null;
  return { kind, gameId, version: version ?? eti_version ?? null };
}

/** Whether it is an index of games at all. */
export const parseLegacyIndex = (json: string): boolean =>
  z.object({ games: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]) }).safeParse(parseJson(json))
    .success;

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
