/**
 * The text without what XML 1.0 cannot hold: control characters but tab and line ends, lone surrogates, U+FFFE and U+FFFF.
 * Source: https://www.w3.org/TR/xml/#charsets
 */
export function xmlCharacters(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "");
}

/** Text for between two tags or between quotes. */
export function escapeXml(text: string): string {
  return xmlCharacters(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
