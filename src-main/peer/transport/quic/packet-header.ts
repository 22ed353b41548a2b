// Reads what routing needs from a datagram's first packet (RFC 8999, RFC 9000 §17); nothing here is authenticated.

/** Length of the connection ids that we choose for ourselves. */
export const ownIdBytes = 8;
/** The only version that we speak: QUIC 1. */
export const quicVersion = 1;

const maxIdBytes = 20;
/** A client's first datagram is at least this long (RFC 9000 §14.1). */
const minInitialDatagramBytes = 1200;
/** And it chooses an id of at least this length for the server (RFC 9000 §7.2). */
const minClientChosenIdBytes = 8;
/** Shorter ones cannot hold an id, a packet number and an authentication tag. */
const minDatagramBytes = 1 + ownIdBytes + 1 + 16;

/** `key` is the destination connection id as a binary string. */
export interface PacketHeader {
  key: string;
  /** True for a datagram that may open a new connection. */
  opens: boolean;
}

/** Null for whatever cannot be a packet for us. */
export function readPacketHeader(datagram: Buffer): PacketHeader | null {
  if (datagram.length < minDatagramBytes) return null;
  const first = datagram[0] ?? 0;
  if ((first & 0x40) === 0) return null;
  if ((first & 0x80) === 0) return { key: datagram.toString('latin1', 1, 1 + ownIdBytes), opens: false };
  return readLongHeader(datagram, first);
}

/** first byte, version (4), length and bytes of the destination id, length and bytes of the source id, … */
function readLongHeader(datagram: Buffer, first: number): PacketHeader | null {
  if (datagram.readUInt32BE(1) !== quicVersion) return null;
  const idBytes = datagram[5] ?? 0;
  if (idBytes > maxIdBytes) return null;
  const sourceIdAt = 6 + idBytes;
  const sourceIdBytes = datagram[sourceIdAt];
  if (sourceIdBytes === undefined || sourceIdBytes > maxIdBytes) return null;
  if (sourceIdAt + 1 + sourceIdBytes > datagram.length) return null;
  const isInitial = (first & 0x30) === 0;
  const opens = isInitial && datagram.length >= minInitialDatagramBytes && idBytes >= minClientChosenIdBytes;
  return { key: datagram.toString('latin1', 6, sourceIdAt), opens };
}
