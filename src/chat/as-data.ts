import { cleanText } from "../core/clean-text.ts";

/** Characters of one text in a prompt. */
const longestText = 1_500;

/** Text that stays data: one line, no hidden characters, neither the fence nor anything like a tag, a role or a marker of ours. */
export function asData(text: string, fence: string): string {
  const line = cleanText(text)
    .text.replaceAll(fence, "")
    .replace(/\s+/g, " ")
    .replace(/[<>]/g, (bracket) => (bracket === "<" ? "‹" : "›"))
    .replace(/\[(\d{1,3})\]/g, "($1)");
  return line.length <= longestText ? line : `${line.slice(0, longestText)}…`;
}
