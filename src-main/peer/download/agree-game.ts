// What a download is going to fetch: what an earlier run had begun, or what the room agrees on now. Waits for both.
import type { PeerId } from '../../../src-shared/game.ts';
import { waitsForBusy, waitsForReturn } from '../../../src-shared/wait-sentences.ts';
import { pause } from '../edge/clock.ts';
import { warnOnce } from '../edge/log.ts';
import { loyaltyMs } from '../rules/loyalty.ts';
import { collectManifest, describeAgreed, type AgreedGame } from './collect-manifest.ts';
import type { DownloadOptions } from './download-game.ts';
import { readResumable } from './payload.ts';

const retryMs = 250;

/** Throws `no-majority` or `bad-manifest`; as long as nobody is there it waits and says so. */
export async function agreeGame(options: DownloadOptions): Promise<AgreedGame> {
  const begun = await readBegun(options);
  // All of it is here, and was checked: a run that waited for its game to be closed needs nobody to go on.
  if (begun?.isWhole === true) return begun.agreed;
  const agreed = await untilAgreed({ ...options, log: warnOnce(options.log) }, begun);
  // Whoever said that it waits has to take that back, or the download would pass for a stalled one while it runs.
  options.onWaiting(null);
  return agreed;
}

interface Begun {
  agreed: AgreedGame;
  manifestId: string;
  isWhole: boolean;
  haveBytes: number;
}

/** What the payload on disk belongs to, hash by hash; null when there is none that is still wanted. */
async function readBegun(options: DownloadOptions): Promise<Begun | null> {
  const { version, catalogManifestId } = options;
  const found = await readResumable(options);
  if (found === null || found.version !== version || found.manifest === null || found.manifestId === null) return null;
  const { manifest, manifestId, have, haveBytes } = found;
  if (catalogManifestId !== null && catalogManifestId !== manifestId) return null;
  const agreed = describeAgreed(options, manifest.files, { manifest, manifestId }, []);
  return { agreed, manifestId, isWhole: have.isFull, haveBytes };
}

/** What was begun, as soon as somebody can go on with it; the room's vote when it has long been saying something else. */
async function untilAgreed(options: DownloadOptions, begun: Begun | null): Promise<AgreedGame> {
  const { clock } = options;
  let othersSinceMs: number | null = null;
  for (;;) {
    const sources = begun === null ? [] : sourcesOf(options, begun);
    if (begun !== null && sources.length > 0) return { ...begun.agreed, sources };
    othersSinceMs = begun !== null && hasOnlyOthers(options, begun) ? (othersSinceMs ?? clock.nowMs()) : null;
    const isBelieved = othersSinceMs !== null && clock.nowMs() - othersSinceMs > loyaltyMs(begun?.haveBytes ?? 0);
    const agreed = begun === null || isBelieved ? await collectManifest(options) : null;
    // What was checked is not given up for something that cannot be.
    if (agreed !== null && (begun === null || agreed.verified !== null)) return agreed;
    await waitForRoom(options);
  }
}

/** Who can give it now: those with its hashes, and those that do not know theirs yet. */
function sourcesOf(options: DownloadOptions, begun: Begun): PeerId[] {
  const { registry, gameId, version } = options;
  const present = [...registry.sources(gameId, version), ...registry.partials(gameId, version)];
  return present.filter((peerId) => isPossible(options, begun, peerId));
}

/** Somebody is here, and everybody has other hashes, also those who are busy with the game just now. */
function hasOnlyOthers(options: DownloadOptions, begun: Begun): boolean {
  const present = options.registry.prospects(options.gameId, options.version);
  return present.length > 0 && !present.some((peerId) => isPossible(options, begun, peerId));
}

const isPossible = ({ registry, gameId }: DownloadOptions, { manifestId }: Begun, peerId: PeerId): boolean =>
  [manifestId, null].includes(registry.manifestId(peerId, gameId));

async function waitForRoom({ registry, gameId, version, onWaiting, clock, signal }: DownloadOptions): Promise<void> {
  const busy = registry.prospects(gameId, version).length > 0;
  onWaiting(busy ? waitsForBusy(gameId) : waitsForReturn(gameId));
  await pause(clock, retryMs);
  signal.throwIfAborted();
}
