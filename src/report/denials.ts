/** How many words of a text deny something. */
export function denials(text: string): number {
  return (
    text.match(
      /\b(?:no|not|without|never|nothing|none|absent|absence|excluded?|excludes|rules? out|ruled out)\b|n['’]t\b/gi,
    )?.length ?? 0
  );
}
