/**
 * True for a condition that stays one when it is put between brackets: its quotes and brackets close within it, and it has no
 * comment, no second statement and no dollar-quoted string. Others could end our brackets and undo what we join to them, as a case left out.
 */
export function isSelfContained(where: string): boolean {
  const unquoted = where.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "");
  if (/['"`$;]|--|\/\*/.test(unquoted)) return false;
  let depth = 0;
  for (const character of unquoted) {
    if (character === "(") depth++;
    if (character === ")" && --depth < 0) return false;
  }
  return depth === 0;
}
