/**
 * A label as a person would write it: "glioma_tumor" -> "glioma tumor", "AbdomenCT" -> "Abdomen CT". Abbreviations and
 * hyphens stay as they are.
 */
export function labelInWords(label: string): string {
  return label
    .replace(/_+/g, " ")
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .replace(/\s+/g, " ")
    .trim();
}
