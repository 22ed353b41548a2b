// Takes bytes over from a caller: afterwards nobody else can see or change them.

/**
 * Bytes in an ArrayBuffer of exactly their size that belongs to us alone. A view of a whole buffer is moved (the caller's
 * view becomes empty); a view of a part, of a pool, or of memory that cannot move is copied.
 */
export function takeBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength && bytes.byteLength > 0) {
    try {
      return new Uint8Array(buffer.transfer());
    } catch {
      // WebAssembly memory refuses to move.
    }
  }
  return new Uint8Array(bytes);
}
