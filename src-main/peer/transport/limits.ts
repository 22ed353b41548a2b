// Bounds that every transport keeps, so that code tested on one meets the same back-pressure on the other.

export const kib = 1024;
export const mib = 1024 * kib;

/** A `write` waits while this many bytes of its stream are not yet accepted by the transport. */
export const sendWindowBytes = mib;
/** A stream's bytes are no longer taken from the network while this many wait to be read. */
export const receiveWindowBytes = 2 * mib;
/** The name in every member's certificate; the dialling side checks it. */
export const memberServerName = 'peer.lanspread';
