/**
 * Text that Markdown (CommonMark and GitHub's) shows as it is, on one line: no emphasis, heading, list, table, HTML, entity, picture,
 * link or link made of a bare address.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\`*_{}[\]<>#|~$&!@^]/g, "\\$&")
    .replace(/^[-+=]/, "\\$&") // a list, or an underlined heading
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2")
    .replace(/:(?=\/\/)/g, "\\:") // http://
    .replace(/\b(www)\./gi, "$1\\.");
}
