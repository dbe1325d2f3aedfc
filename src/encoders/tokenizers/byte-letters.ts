/**
 * The printable letter that stands for each byte in byte-level vocabularies, in the order in which they list them: "!" to
 * "~", "¡" to "¬" and "®" to "ÿ" for themselves, then U+0100 on for the others.
 * Source: `bytes_to_unicode`, openai/gpt-2 `src/encoder.py`.
 */
export function byteLetters(): readonly string[] {
  const printable = Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae,
  );
  const others = Array.from({ length: 256 - printable.length }, (_, i) => 0x100 + i);
  return [...printable, ...others].map((point) => String.fromCodePoint(point));
}
