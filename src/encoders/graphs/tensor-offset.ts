/** A tensor from this size on begins at a page, so that it can be mapped into memory. */
const pagedFromBytes = 65_536;
const pageBytes = 4_096;
const lineBytes = 64;

/** Where the next tensor of a file begins. @param endBytes of the one before it */
export function tensorOffset(endBytes: number, lengthBytes: number): number {
  const alignment = lengthBytes >= pagedFromBytes ? pageBytes : lineBytes;
  return Math.ceil(endBytes / alignment) * alignment;
}
