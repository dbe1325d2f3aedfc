const maxCharacters = 80;

/** The name of a file of the user's folder, fit for a message: letters, digits, `_`, `.` and `-`, at most 80 of them. */
export function shownFile(name: string): string {
  return name.slice(0, maxCharacters).replace(/[^\w.-]/g, "?");
}
