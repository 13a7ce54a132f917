/**
 * Gives the memory of bytes back that nobody looks at any more; they are empty afterwards. Garbage collection would do it
 * too, but knows nothing of hurry: ten large images that are judged one after the other had left 200 MB behind, and to
 * collect them kept those waiting who ask the bot something meanwhile.
 */
export function forget({ buffer, byteLength }: Uint8Array): void {
  // Small ones share their memory with others.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
