const maxCharacters = 80;

/** A name that a file gave, fit for a message: letters, digits, `_` and `.` alone, at most 80 of them. */
export function printableName(name: string): string {
  // Cut first: a name can be as long as the file.
  return name.slice(0, maxCharacters).replace(/[^A-Za-z0-9_.]/g, "");
}
