/**
 * A label as a person would write it: "glioma_tumor" -> "glioma tumor", "AbdomenCT" -> "Abdomen CT". Abbreviations and
 * hyphens stay as they are, and so does what has spaces already: "IgA nephropathy".
 */
export function labelInWords(label: string): string {
  const hasWords = /\s/.test(label.trim());
  const spaced = label.replace(/_+/g, " ");
  return (hasWords ? spaced : spaced.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")).replace(/\s+/g, " ").trim();
}
