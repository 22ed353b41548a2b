// Bounds on what another peer may make us hold in memory or wait for.

export const protocolVersion = 1;

/** A request fits in this; a hello carries a whole library. */
export const maxRequestBytes = 8 * 2 ** 20;
/** The head of an answer: libraries and file lists of the largest games. */
export const maxResponseBytes = 32 * 2 ** 20;
export const maxGamesPerLibrary = 20_000;
export const maxFilesPerGame = 50_000;
export const maxNameLength = 64;
/** The largest piece that may be asked for at once. */
export const maxChunkBytes = 16 * 2 ** 20;
/** `version.ini` is a few lines. */
export const maxSentinelBytes = 64 * 1024;
/** Every file has at least one piece unless it is empty, and a large game fewer than 2^20. */
export const maxPiecesPerGame = 2 ** 20;
/** How often a downloading peer tells others what it has got meanwhile, at most. */
export const haveIntervalMs = 200;
/** One message about pieces. */
export const maxHaveBytes = 2 ** 20;
/** One word about a streamed install: a path is at most 1 KiB. The plan, which comes first, names every archive. */
export const maxStreamControlBytes = 16 * 1024;
export const maxStreamPlanBytes = 2 ** 20;
export const maxArchivesPerGame = 2000;
/** Whoever streams says something at least this often, also while it has nothing to send yet. */
export const streamAliveMs = 2000;
/** Longer than this it must not be silent. */
export const streamSilenceMs = 10_000;
export const controlTimeoutMs = 5000;
