/** As whole words; upper case and hyphens do not matter: the gate's "xray" is an "X-ray". */
function plainWords(text: string): string {
  return ` ${text
    .toLowerCase()
    .replaceAll("-", "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;
}

/** Which of the names a text names; within "no tumour", "tumour" is not named. */
export function namesIn(text: string, names: readonly string[]): readonly string[] {
  let rest = plainWords(text);
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  return longestFirst.filter((name) => {
    const found = rest.includes(plainWords(name));
    rest = rest.replaceAll(plainWords(name), " | ");
    return found;
  });
}
