// What a download is going to fetch: what an earlier run had begun, or what the room agrees on now. Waits for both.
import { waitsForBusy, waitsForReturn } from '../../../src-shared/wait-sentences.ts';
import { pause } from '../edge/clock.ts';
import { collectManifest, describeAgreed, type AgreedGame } from './collect-manifest.ts';
import type { DownloadOptions } from './download-game.ts';
import { readResumable } from './payload.ts';

const retryMs = 250;
/** How long peers with other hashes than an earlier run's may be alone in the room before they are believed. */
const loyaltyMs = 3000;

/** Throws `no-majority` or `bad-manifest`; as long as nobody is there it waits and says so. */
export async function agreeGame(options: DownloadOptions): Promise<AgreedGame> {
  const begun = await readBegun(options);
  // All of it is here, and was checked: a run that waited for its game to be closed needs nobody to go on.
  if (begun?.isWhole === true) return begun.agreed;
  return (begun === null ? null : await waitForHolder(options, begun.agreed)) ?? waitForVote(options);
}

interface Begun {
  agreed: AgreedGame;
  isWhole: boolean;
}

/** What the payload on disk belongs to, hash by hash; null when there is none that is still wanted. */
async function readBegun(options: DownloadOptions): Promise<Begun | null> {
  const { version, catalogManifestId } = options;
  const found = await readResumable(options);
  if (found === null || found.version !== version || found.manifest === null || found.manifestId === null) return null;
  const { manifest, manifestId, have } = found;
  if (catalogManifestId !== null && catalogManifestId !== manifestId) return null;
  return { agreed: describeAgreed(options, manifest.files, { manifest, manifestId }, []), isWhole: have.isFull };
}

/** null when the room has long been saying something else. */
async function waitForHolder(options: DownloadOptions, begun: AgreedGame): Promise<AgreedGame | null> {
  const { registry, gameId, version, clock } = options;
  const manifestId = begun.verified?.manifestId;
  let otherSinceMs: number | null = null;
  for (;;) {
    const present = [...registry.sources(gameId, version), ...registry.partials(gameId, version)];
    const sources = present.filter((peerId) => [manifestId, null].includes(registry.manifestId(peerId, gameId)));
    if (sources.length > 0) return { ...begun, sources };
    otherSinceMs = present.length === 0 ? null : (otherSinceMs ?? clock.nowMs());
    if (otherSinceMs !== null && clock.nowMs() - otherSinceMs > loyaltyMs) return null;
    await waitForRoom(options);
  }
}

async function waitForVote(options: DownloadOptions): Promise<AgreedGame> {
  for (;;) {
    const agreed = await collectManifest(options);
    if (agreed !== null) return agreed;
    await waitForRoom(options);
  }
}

async function waitForRoom({ registry, gameId, version, onWaiting, clock, signal }: DownloadOptions): Promise<void> {
  const busy = registry.prospects(gameId, version).length > 0;
  onWaiting(busy ? waitsForBusy(gameId) : waitsForReturn(gameId));
  await pause(clock, retryMs);
  signal.throwIfAborted();
}
